package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The GIC of a tree and its PPI partitions (bindings `arm,gic` and `arm,gic-v3`).
final class GicNode {
  /// More cells than any controller has.
  private static final int CELLS_MAX = 16;

  private static final List<String> GICV2 =
      List.of(
          "arm,gic-400",
          "arm,cortex-a15-gic",
          "arm,cortex-a9-gic",
          "arm,cortex-a7-gic",
          "arm,eb11mp-gic",
          "arm,pl390",
          "qcom,msm-qgic2");

  private final DeviceTree tree;
  private final CpuNodes cpuNodes;
  private final Node node;
  private final InterruptController controller;
  private final Map<Integer, CpuSet> partitions = new HashMap<>();

  GicNode(DeviceTree tree, CpuNodes cpuNodes) {
    this.tree = tree;
    this.cpuNodes = cpuNodes;
    this.node = find(tree);
    var version =
        node.compatible().contains("arm,gic-v3")
            ? InterruptController.Version.GICV3
            : InterruptController.Version.GICV2;
    int cells = cellsOf(tree, node);
    int cellsMax = version == InterruptController.Version.GICV3 ? 4 : 3;
    if (cells < 3 || cells > cellsMax) {
      throw tree.fault(
          node,
          "#interrupt-cells is %d; allowed for this GIC: 3%s"
              .formatted(cells, cellsMax == 4 ? " or 4" : ""));
    }
    this.controller = new InterruptController(version, cells, readPartitions());
  }

  Node node() {
    return node;
  }

  InterruptController controller() {
    return controller;
  }

  int cells() {
    return controller.interruptCells();
  }

  /// The CPUs on which a private interrupt is wired: those of its partition, else all.
  CpuSet cpusOf(Node device, InterruptWiring.Line line) {
    if (line.partition() == 0) {
      return CpuSet.range(0, cpuNodes.cpus().size() - 1);
    }
    CpuSet cpus = partitions.get(line.partition());
    if (cpus == null) {
      throw tree.fault(
          device,
          "interrupts names partition 0x%x; expected 0 or a node below ppi-partitions of the GIC"
              .formatted(line.partition()));
    }
    return cpus;
  }

  /// How many cells an interrupt of this controller takes.
  static int cellsOf(DeviceTree tree, Node target) {
    Property cells = target.property("#interrupt-cells");
    if (cells == null) {
      throw tree.fault(
          target,
          "has no #interrupt-cells; an interrupt controller must say how many cells it takes");
    }
    int count = cells.u32();
    if (count < 0 || count > CELLS_MAX) {
      throw tree.fault(
          target,
          "#interrupt-cells is %s; allowed: 0 to %d"
              .formatted(Integer.toUnsignedString(count), CELLS_MAX));
    }
    return count;
  }

  private List<CpuSet> readPartitions() {
    Node parent = node.child("ppi-partitions");
    List<CpuSet> sets = new ArrayList<>();
    if (parent == null) {
      return sets;
    }
    for (Node partition : parent.children()) {
      Property affinity = partition.property("affinity");
      if (affinity == null) {
        throw tree.fault(partition, "has no affinity; a partition lists phandles of CPUs");
      }
      CpuSet cpus = cpuNodes.namedBy(partition, affinity);
      sets.add(cpus);
      Property phandle = partition.property("phandle");
      if (phandle != null) {
        partitions.put(phandle.u32(), cpus);
      }
    }
    return sets;
  }

  private static Node find(DeviceTree tree) {
    for (Node node : tree.nodes()) {
      List<String> compatible = node.compatible();
      boolean isGic =
          compatible.contains("arm,gic-v3") || compatible.stream().anyMatch(GICV2::contains);
      if (isGic && node.isEnabled()) {
        return node;
      }
    }
    throw tree.fault(
        tree.root(),
        "has no GIC; expected a node compatible with arm,gic-v3 or a GICv2 (arm,gic-400)");
  }
}
