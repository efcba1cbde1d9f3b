package io.interlock.hardware.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A whole host as software finds it at boot.
///
/// @param name `model` of the device tree, or the name of the preset
/// @param notes one line for each thing that KVM cannot offer on this host, or that its description
///     leaves doubtful
public record HostTopology(
    String name,
    List<ProcessingElement> pes,
    InterruptController gic,
    List<PmuUnit> pmus,
    List<SpuUnit> spus,
    ArchitectedTimer timer,
    List<String> notes) {

  /// The innermost group of cores of the `cpu-map`.
  public record Cluster(int id, CpuSet cpus) {}

  public HostTopology {
    pes = List.copyOf(pes);
    pmus = List.copyOf(pmus);
    spus = List.copyOf(spus);
    notes = List.copyOf(notes);
    if (pes.isEmpty() || pes.size() > CpuSet.CPUS_MAX) {
      throw new IllegalArgumentException(
          "%d CPUs; allowed: 1 to %d".formatted(pes.size(), CpuSet.CPUS_MAX));
    }
    for (int i = 0; i < pes.size(); i++) {
      if (pes.get(i).index() != i) {
        throw new IllegalArgumentException(
            "CPU %d stands at position %d; CPUs must be numbered in order"
                .formatted(pes.get(i).index(), i));
      }
    }
    CpuSet all = CpuSet.range(0, pes.size() - 1);
    pmus.forEach(pmu -> requireWithin(all, pmu.cpus(), "PMU " + pmu.index()));
    spus.forEach(spu -> requireWithin(all, spu.cpus(), "SPU " + spu.index()));
  }

  /// The same with other SPUs.
  public HostTopology withSpus(List<SpuUnit> units) {
    return new HostTopology(name, pes, gic, pmus, units, timer, notes);
  }

  /// A topology whose notes are those that follow from its parts, behind `remarks`.
  static HostTopology of(
      String name,
      List<ProcessingElement> pes,
      InterruptController gic,
      List<PmuUnit> pmus,
      List<SpuUnit> spus,
      ArchitectedTimer timer,
      List<String> remarks) {
    var bare = new HostTopology(name, pes, gic, pmus, spus, timer, remarks);
    List<String> notes = new ArrayList<>(remarks);
    notes.addAll(HostNotes.of(bare));
    return new HostTopology(name, pes, gic, pmus, spus, timer, notes);
  }

  /// All CPUs: `cpu_possible_mask`.
  public CpuSet cpus() {
    return CpuSet.range(0, pes.size() - 1);
  }

  /// The CPU with this number. Throws if there is none.
  public ProcessingElement pe(int cpu) {
    return pes.get(cpu);
  }

  /// Clusters by number.
  public List<Cluster> clusters() {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    for (ProcessingElement pe : pes) {
      members.computeIfAbsent(pe.cluster(), _ -> new ArrayList<>()).add(pe.index());
    }
    List<Cluster> clusters = new ArrayList<>();
    members.forEach((id, cpus) -> clusters.add(new Cluster(id, cpuSet(cpus))));
    return clusters;
  }

  /// The CPUs of each core type, in the order in which the types first appear.
  public Map<CoreType, CpuSet> cpusByCoreType() {
    Map<CoreType, List<Integer>> members = new LinkedHashMap<>();
    for (ProcessingElement pe : pes) {
      members.computeIfAbsent(pe.coreType(), _ -> new ArrayList<>()).add(pe.index());
    }
    Map<CoreType, CpuSet> sets = new LinkedHashMap<>();
    members.forEach((type, cpus) -> sets.put(type, cpuSet(cpus)));
    return sets;
  }

  /// The first PMU that covers the CPU, or null.
  public @Nullable PmuUnit pmuOf(int cpu) {
    for (PmuUnit pmu : pmus) {
      if (pmu.cpus().contains(cpu)) {
        return pmu;
      }
    }
    return null;
  }

  /// The first SPU that covers the CPU, or null.
  public @Nullable SpuUnit spuOf(int cpu) {
    for (SpuUnit spu : spus) {
      if (spu.cpus().contains(cpu)) {
        return spu;
      }
    }
    return null;
  }

  public boolean sameCluster(int cpu, int otherCpu) {
    return pe(cpu).cluster() == pe(otherCpu).cluster();
  }

  /// Several lines for a person: the host, one line for each kind of CPU in each cluster, the
  /// notes.
  public String describe() {
    return HostDescription.of(this);
  }

  private static void requireWithin(CpuSet all, CpuSet cpus, String unit) {
    if (cpus.isEmpty() || !all.containsAll(cpus)) {
      throw new IllegalArgumentException(
          "%s covers CPUs \"%s\"; allowed: some of %s".formatted(unit, cpus, all));
    }
  }

  private static CpuSet cpuSet(List<Integer> cpus) {
    return CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray());
  }
}
