package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The CPU PMUs and SPUs of a tree (bindings `arm,pmu` and `spe-pmu`; kernel
/// `drivers/perf/arm_pmu_platform.c` and `arm_spe_pmu.c`).
final class ProfilingNodes {
  private static final String GENERIC_PMU = "arm,armv8-pmuv3";
  private static final String PMU_SUFFIX = "-pmu";
  private static final String SPE = "arm,statistical-profiling-extension-v1";

  private final DeviceTree tree;
  private final CpuNodes cpuNodes;
  private final GicNode gic;
  private final InterruptWiring wiring;
  private final Remarks remarks;
  private final Set<String> cpuPmus = new HashSet<>();
  private final List<PmuUnit> pmus = new ArrayList<>();
  private final List<SpuUnit> spus = new ArrayList<>();

  ProfilingNodes(
      DeviceTree tree, CpuNodes cpuNodes, GicNode gic, InterruptWiring wiring, Remarks remarks) {
    this.tree = tree;
    this.cpuNodes = cpuNodes;
    this.gic = gic;
    this.wiring = wiring;
    this.remarks = remarks;
    cpuPmus.add(GENERIC_PMU);
    // Power units and memory controllers end in -pmu as well: only names of cores count.
    CoreType.known().forEach(type -> cpuPmus.add(type.compatible() + PMU_SUFFIX));
    cpuNodes
        .cpus()
        .forEach(cpu -> cpu.node().compatible().forEach(entry -> cpuPmus.add(entry + PMU_SUFFIX)));
    for (Node node : tree.nodes()) {
      List<String> compatible = node.compatible();
      String pmu = compatible.stream().filter(cpuPmus::contains).findFirst().orElse(null);
      if (pmu != null && node.isEnabled()) {
        addPmu(node, pmu);
      } else if (compatible.contains(SPE) && node.isEnabled()) {
        addSpu(node);
      }
    }
  }

  List<PmuUnit> pmus() {
    return pmus;
  }

  List<SpuUnit> spus() {
    return spus;
  }

  private void addPmu(Node node, String compatible) {
    List<InterruptWiring.Line> lines = wiring.linesOf(node);
    if (lines.isEmpty()) {
      remarks.add(tree.path(node) + " has no interrupt at the GIC: it counts, but cannot sample");
      addPmu(node, compatible, new PmuInterrupt.None(), allCpus());
    } else if (lines.getFirst().isPrivate()) {
      if (lines.size() > 1) {
        throw tree.fault(
            node,
            "has %d interrupts, the first a PPI; allowed: one PPI, or one SPI for each CPU"
                .formatted(lines.size()));
      }
      InterruptWiring.Line line = lines.getFirst();
      CpuSet cpus = gic.cpusOf(node, line);
      addPmu(node, compatible, new PmuInterrupt.Private(line.intid()), cpus);
    } else {
      var shared = new PmuInterrupt.Shared(intidByCpu(node, lines));
      CpuSet cpus = CpuSet.of(shared.intidByCpu().keySet().stream().mapToInt(cpu -> cpu).toArray());
      addPmu(node, compatible, shared, cpus);
    }
  }

  private void addPmu(Node node, String compatible, PmuInterrupt interrupt, CpuSet cpus) {
    if (cpus.isEmpty()) {
      remarks.add(tree.path(node) + " covers disabled CPUs only and is left out");
      return;
    }
    limit(node, pmus.size());
    pmus.add(new PmuUnit(pmus.size(), compatible, interrupt, cpus));
  }

  /// Which CPU raises which SPI: by `interrupt-affinity`, else by CPU number, a guess that Linux
  /// makes too.
  private Map<Integer, Integer> intidByCpu(Node node, List<InterruptWiring.Line> lines) {
    List<Integer> cpus = affinity(node, lines.size());
    Map<Integer, Integer> intids = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      InterruptWiring.Line line = lines.get(i);
      if (line.isPrivate()) {
        throw tree.fault(node, "mixes SPIs with a PPI; allowed: one PPI, or one SPI for each CPU");
      }
      int cpu = cpus.get(i);
      if (cpu >= 0 && intids.putIfAbsent(cpu, line.intid()) != null) {
        throw tree.fault(
            node, "interrupt-affinity names CPU %d twice; allowed: once".formatted(cpu));
      }
    }
    return intids;
  }

  private List<Integer> affinity(Node node, int interrupts) {
    @Nullable Property property = node.property("interrupt-affinity");
    if (property == null) {
      return guessedAffinity(node, interrupts);
    }
    List<Integer> cpus = cpuNodes.indexesNamedBy(node, property);
    if (cpus.size() != interrupts) {
      throw tree.fault(
          node,
          "interrupt-affinity names %d CPUs for %d interrupts; expected one for each"
              .formatted(cpus.size(), interrupts));
    }
    return cpus;
  }

  private List<Integer> guessedAffinity(Node node, int interrupts) {
    int cpuCount = cpuNodes.cpus().size();
    if (cpuCount > 1) {
      remarks.add(
          tree.path(node) + " has no interrupt-affinity: its SPIs are taken to be in CPU order");
    }
    List<Integer> cpus = new ArrayList<>();
    for (int i = 0; i < interrupts; i++) {
      cpus.add(i < cpuCount ? i : -1);
    }
    return cpus;
  }

  private void addSpu(Node node) {
    List<InterruptWiring.Line> lines = wiring.linesOf(node);
    if (lines.size() != 1 || !lines.getFirst().isPrivate()) {
      throw tree.fault(node, "needs exactly one interrupt, a PPI of the GIC");
    }
    InterruptWiring.Line line = lines.getFirst();
    CpuSet cpus = gic.cpusOf(node, line);
    if (cpus.isEmpty()) {
      remarks.add(tree.path(node) + " covers disabled CPUs only and is left out");
      return;
    }
    limit(node, spus.size());
    spus.add(new SpuUnit(spus.size(), line.intid(), cpus, SpuModel.USUAL));
  }

  /// Each unit has a CPU of its own, so there cannot be more of a kind.
  private void limit(Node node, int unitsBefore) {
    if (unitsBefore == cpuNodes.cpus().size()) {
      throw tree.fault(
          node, "is one unit more than there are CPUs; allowed: at most " + unitsBefore);
    }
  }

  private CpuSet allCpus() {
    return CpuSet.range(0, cpuNodes.cpus().size() - 1);
  }
}
