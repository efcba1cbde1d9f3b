package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The enabled CPUs below `/cpus`, in file order, which is the order in which Linux numbers them.
final class CpuNodes {
  /// Bits of MPIDR that hold affinity (`MPIDR_HWID_BITMASK` of the kernel).
  private static final long MPIDR_AFFINITY = 0xff_00ff_ffffL;

  /// One CPU as the tree tells it.
  ///
  /// @param hz from an operating-points table or `clock-frequency`; 0 if the tree does not tell
  /// @param capacityPerMhz `capacity-dmips-mhz`; 0 if absent
  record Cpu(Node node, long mpidr, CoreType coreType, long hz, int capacityPerMhz) {}

  private final DeviceTree tree;
  private final List<Cpu> cpus = new ArrayList<>();
  private final Remarks remarks;
  private final Map<Node, Integer> indexes = new HashMap<>();
  private final Set<Node> disabled = new HashSet<>();
  private final OperatingPoints operatingPoints;

  CpuNodes(DeviceTree tree, Remarks remarks) {
    this.tree = tree;
    this.remarks = remarks;
    this.operatingPoints = new OperatingPoints(tree);
    Node parent = tree.root().child("cpus");
    if (parent == null) {
      throw tree.fault(tree.root(), "has no node cpus; a host needs one with a node for each CPU");
    }
    Set<Long> seen = new HashSet<>();
    int cells = addressCells(parent);
    for (Node node : parent.children()) {
      if (isCpu(node)) {
        add(node, cells, seen);
      }
    }
    if (cpus.isEmpty()) {
      throw tree.fault(parent, "has no enabled CPU; a host needs at least one");
    }
    remarkUnknownTypes();
  }

  List<Cpu> cpus() {
    return cpus;
  }

  /// The CPUs that a list of phandles names. Disabled CPUs are passed over.
  CpuSet namedBy(Node from, Property phandles) {
    return CpuSet.of(
        indexesNamedBy(from, phandles).stream().mapToInt(i -> i).filter(i -> i >= 0).toArray());
  }

  /// As [#namedBy], in the order of the list, with -1 for each disabled CPU.
  List<Integer> indexesNamedBy(Node from, Property phandles) {
    if (phandles.cellCount() > CpuSet.CPUS_MAX) {
      throw tree.fault(
          from,
          "%s names %d CPUs; allowed: at most %d"
              .formatted(phandles.name(), phandles.cellCount(), CpuSet.CPUS_MAX));
    }
    List<Integer> named = new ArrayList<>();
    for (int phandle : phandles.cells()) {
      Node target = tree.follow(from, phandles, phandle);
      Integer index = indexes.get(target);
      if (index == null && !disabled.contains(target)) {
        throw tree.fault(
            from,
            "%s points to %s, which is not a CPU; expected nodes below /cpus"
                .formatted(phandles.name(), tree.path(target)));
      }
      named.add(index == null ? -1 : index);
    }
    return named;
  }

  private int addressCells(Node parent) {
    Property property = parent.property("#address-cells");
    if (property == null) {
      throw tree.fault(
          parent, "has no #address-cells, so reg of a CPU cannot be read; allowed: 1 or 2");
    }
    int cells = property.u32();
    if (cells != 1 && cells != 2) {
      throw tree.fault(
          parent,
          "#address-cells is %s; allowed: 1 or 2".formatted(Integer.toUnsignedString(cells)));
    }
    return cells;
  }

  private static boolean isCpu(Node node) {
    Property deviceType = node.property("device_type");
    return deviceType == null ? node.baseName().equals("cpu") : deviceType.string().equals("cpu");
  }

  private void add(Node node, int addressCells, Set<Long> seen) {
    long mpidr = mpidr(node, addressCells);
    if (!seen.add(mpidr)) {
      throw tree.fault(
          node, "reg 0x%x is that of another CPU; each must be unique".formatted(mpidr));
    }
    if (!node.isEnabled()) {
      disabled.add(node);
      remarks.add("%s is disabled and left out".formatted(tree.path(node)));
      return;
    }
    if (cpus.size() == CpuSet.CPUS_MAX) {
      throw tree.fault(node, "more CPUs than the limit of " + CpuSet.CPUS_MAX);
    }
    indexes.put(node, cpus.size());
    cpus.add(
        new Cpu(
            node,
            mpidr,
            CoreType.of(node.compatible()),
            operatingPoints.highestHz(node),
            capacityPerMhz(node)));
  }

  private long mpidr(Node node, int addressCells) {
    Property reg = node.property("reg");
    if (reg == null || reg.length() != 4 * addressCells) {
      throw tree.fault(
          node, "reg must hold the MPIDR in %d cell(s), as /cpus says".formatted(addressCells));
    }
    long mpidr = reg.u64();
    if ((mpidr & ~MPIDR_AFFINITY) != 0) {
      throw tree.fault(
          node, "reg is 0x%x; allowed: affinity bits 39-32 and 23-0 only".formatted(mpidr));
    }
    return mpidr;
  }

  private int capacityPerMhz(Node node) {
    Property property = node.property("capacity-dmips-mhz");
    if (property == null) {
      return 0;
    }
    int value = property.u32();
    if (value < 1 || value > 1_000_000) {
      throw tree.fault(
          node,
          "capacity-dmips-mhz is %s; allowed: 1 to 1000000"
              .formatted(Integer.toUnsignedString(value)));
    }
    return value;
  }

  private void remarkUnknownTypes() {
    Map<String, List<Integer>> unknown = new HashMap<>();
    for (int i = 0; i < cpus.size(); i++) {
      Cpu cpu = cpus.get(i);
      if (cpu.coreType().equals(CoreType.generic())) {
        String claim = String.join(" ", cpu.node().compatible());
        unknown.computeIfAbsent(claim, _ -> new ArrayList<>()).add(i);
      }
    }
    unknown.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                "CPUs %s are of unknown type \"%s\": modelled as a generic core"
                    .formatted(
                        CpuSet.of(entry.getValue().stream().mapToInt(i -> i).toArray()),
                        entry.getKey()))
        .forEach(remarks::add);
  }
}
