package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clock rates that a device tree gives for its CPUs.
final class OperatingPoints {
  private final DeviceTree tree;
  private final Map<Integer, Long> highestByTable = new HashMap<>();

  OperatingPoints(DeviceTree tree) {
    this.tree = tree;
  }

  /// The highest sustained rate of a CPU in Hz, or 0 if the tree does not tell: the best point of
  /// its `operating-points-v2` table (without those marked `turbo-mode`), else `clock-frequency`.
  long highestHz(Node cpu) {
    Property table = cpu.property("operating-points-v2");
    if (table != null && table.cellCount() > 0) {
      Node points = tree.follow(cpu, table, table.cell(0));
      Long known = highestByTable.get(table.cell(0));
      long highest = known != null ? known : highestOf(points);
      highestByTable.put(table.cell(0), highest);
      if (highest > 0) {
        return highest;
      }
    }
    return hz(cpu, cpu.property("clock-frequency"));
  }

  private long highestOf(Node table) {
    long highest = 0;
    for (Node point : table.children()) {
      Property hz = point.property("opp-hz");
      if (hz != null && point.isEnabled() && !point.has("turbo-mode")) {
        highest = Math.max(highest, hz(point, hz));
      }
    }
    return highest;
  }

  /// The rate in a property, or 0 for none.
  private long hz(Node node, @Nullable Property property) {
    if (property == null) {
      return 0;
    }
    long hz = property.u64();
    if (hz < 1 || hz > ClockRate.HZ_MAX) {
      throw tree.fault(
          node,
          "%s is %s Hz; allowed: 1 to %d"
              .formatted(property.name(), Long.toUnsignedString(hz), ClockRate.HZ_MAX));
    }
    return hz;
  }
}
