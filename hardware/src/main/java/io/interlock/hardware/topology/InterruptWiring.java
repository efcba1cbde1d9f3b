package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows the interrupts of a device to the GIC (Devicetree Specification 2.4, GIC bindings).
final class InterruptWiring {
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

  /// An interrupt of the GIC.
  ///
  /// @param partition the phandle in the fourth cell, 0 for none
  record Line(int intid, boolean isPrivate, int partition) {}

  private final DeviceTree tree;
  private final CpuNodes cpuNodes;
  private final Node gic;
  private final InterruptController controller;
  private final Map<Integer, CpuSet> partitions = new HashMap<>();

  InterruptWiring(DeviceTree tree, CpuNodes cpuNodes) {
    this.tree = tree;
    this.cpuNodes = cpuNodes;
    this.gic = findGic(tree);
    var version =
        gic.compatible().contains("arm,gic-v3")
            ? InterruptController.Version.GICV3
            : InterruptController.Version.GICV2;
    int cells = cellsOf(gic);
    int cellsMax = version == InterruptController.Version.GICV3 ? 4 : 3;
    if (cells < 3 || cells > cellsMax) {
      throw tree.fault(
          gic,
          "#interrupt-cells is %d; allowed for this GIC: 3%s"
              .formatted(cells, cellsMax == 4 ? " or 4" : ""));
    }
    this.controller = new InterruptController(version, cells, readPartitions());
  }

  InterruptController controller() {
    return controller;
  }

  /// The device's interrupts that go to the GIC, in order. `interrupts-extended` counts before
  /// `interrupts`.
  List<Line> linesOf(Node device) {
    Property extended = device.property("interrupts-extended");
    if (extended != null) {
      return extendedLines(device, extended);
    }
    Property interrupts = device.property("interrupts");
    if (interrupts == null || controllerOf(device) != gic) {
      return List.of();
    }
    int cells = controller.interruptCells();
    if (interrupts.cellCount() % cells != 0) {
      throw tree.fault(
          device,
          "interrupts holds %d cells; expected a multiple of the GIC's %d"
              .formatted(interrupts.cellCount(), cells));
    }
    List<Line> lines = new ArrayList<>();
    for (int at = 0; at < interrupts.cellCount(); at += cells) {
      lines.add(line(device, interrupts, at));
    }
    return lines;
  }

  /// The CPUs on which a private interrupt is wired: those of its partition, else all.
  CpuSet cpusOf(Node device, Line line) {
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

  private List<Line> extendedLines(Node device, Property extended) {
    List<Line> lines = new ArrayList<>();
    int count = extended.cellCount();
    int at = 0;
    while (at < count) {
      Node target = tree.follow(device, extended, extended.cell(at));
      int cells = cellsOf(target);
      at++;
      if (cells > count - at) {
        throw tree.fault(
            device,
            "interrupts-extended ends inside an interrupt of %s, which takes %d cells"
                .formatted(tree.path(target), cells));
      }
      if (target == gic) {
        lines.add(line(device, extended, at));
      }
      at += cells;
    }
    return lines;
  }

  /// The specifier at cell `at`: type, number, flags and perhaps a partition.
  private Line line(Node device, Property property, int at) {
    int type = property.cell(at);
    int number = property.cell(at + 1);
    int partition = controller.interruptCells() == 4 ? property.cell(at + 3) : 0;
    return switch (type) {
      case 0 -> new Line(32 + limited(device, "SPI", number, 987), false, 0);
      case 1 -> new Line(16 + limited(device, "PPI", number, 15), true, partition);
      case 2 -> new Line(4096 + limited(device, "extended SPI", number, 1023), false, 0);
      case 3 -> new Line(1056 + limited(device, "extended PPI", number, 63), true, partition);
      default ->
          throw tree.fault(
              device,
              "interrupt type is %s; allowed: 0 (SPI), 1 (PPI), 2 and 3 (extended)"
                  .formatted(Integer.toUnsignedString(type)));
    };
  }

  private int limited(Node device, String kind, int number, int max) {
    if (number < 0 || number > max) {
      throw tree.fault(
          device,
          "%s number is %s; allowed: 0 to %d"
              .formatted(kind, Integer.toUnsignedString(number), max));
    }
    return number;
  }

  /// The controller that the nearest `interrupt-parent` upward means; a node on the way that is
  /// no controller itself passes the question on to its own parent.
  private @Nullable Node controllerOf(Node device) {
    @Nullable Node at = device;
    for (int steps = 0; at != null && steps <= DeviceTree.DEPTH_MAX; steps++) {
      at = interruptParent(at);
      if (at != null && at.has("interrupt-controller")) {
        return at;
      }
    }
    if (at != null) {
      throw tree.fault(
          device, "interrupt-parent goes in a circle; it must lead to an interrupt controller");
    }
    return null;
  }

  private @Nullable Node interruptParent(Node node) {
    for (@Nullable Node at = node; at != null; at = tree.parent(at)) {
      Property property = at.property("interrupt-parent");
      if (property != null) {
        return tree.follow(at, property, property.u32());
      }
    }
    return null;
  }

  private int cellsOf(Node target) {
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
    Node parent = gic.child("ppi-partitions");
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

  private static Node findGic(DeviceTree tree) {
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
