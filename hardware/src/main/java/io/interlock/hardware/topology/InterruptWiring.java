package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows the interrupts of a device to the GIC (Devicetree Specification 2.4, GIC bindings).
final class InterruptWiring {
  /// Nodes from a device to its controller. Real chains have one or two.
  private static final int HOPS_MAX = 16;

  /// An interrupt of the GIC.
  ///
  /// @param partition the phandle in the fourth cell, 0 for none
  record Line(int intid, boolean isPrivate, int partition) {}

  private final DeviceTree tree;
  private final GicNode gic;

  InterruptWiring(DeviceTree tree, GicNode gic) {
    this.tree = tree;
    this.gic = gic;
  }

  /// The device's interrupts that go to the GIC, in order. `interrupts-extended` counts before
  /// `interrupts`.
  List<Line> linesOf(Node device) {
    Property extended = device.property("interrupts-extended");
    if (extended != null) {
      return extendedLines(device, extended);
    }
    Property interrupts = device.property("interrupts");
    if (interrupts == null || controllerOf(device) != gic.node()) {
      return List.of();
    }
    int cells = gic.cells();
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

  private List<Line> extendedLines(Node device, Property extended) {
    List<Line> lines = new ArrayList<>();
    int count = extended.cellCount();
    int at = 0;
    while (at < count) {
      Node target = tree.follow(device, extended, extended.cell(at));
      int cells = GicNode.cellsOf(tree, target);
      at++;
      if (cells > count - at) {
        throw tree.fault(
            device,
            "interrupts-extended ends inside an interrupt of %s, which takes %d cells"
                .formatted(tree.path(target), cells));
      }
      if (target == gic.node()) {
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
    int partition = gic.cells() == 4 ? property.cell(at + 3) : 0;
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
    for (int hops = 0; at != null && hops < HOPS_MAX; hops++) {
      at = interruptParent(at);
      if (at != null && at.has("interrupt-controller")) {
        return at;
      }
    }
    if (at != null) {
      throw tree.fault(
          device,
          "interrupt-parent goes in a circle or over more than %d nodes; it must lead to a controller"
              .formatted(HOPS_MAX));
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
}
