package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The architected timer of a tree (binding `arm,arch_timer`).
final class TimerNode {
  /// The order of the interrupts where `interrupt-names` does not give another.
  private static final List<String> NAMES =
      List.of("sec-phys", "phys", "virt", "hyp-phys", "hyp-virt");

  private TimerNode() {}

  static ArchitectedTimer read(
      DeviceTree tree, CpuNodes cpuNodes, InterruptWiring wiring, Remarks remarks) {
    for (Node node : tree.nodes()) {
      if (node.compatible().contains("arm,armv8-timer") && node.isEnabled()) {
        return read(tree, node, counterHz(tree, node, cpuNodes), wiring.linesOf(node));
      }
    }
    remarks.add("no arm,armv8-timer described: taken to use the usual PPIs 14, 11, 10 and 12");
    return ArchitectedTimer.usual(defaultHz(cpuNodes));
  }

  private static ArchitectedTimer read(
      DeviceTree tree, Node node, long counterHz, List<InterruptWiring.Line> lines) {
    for (InterruptWiring.Line line : lines) {
      if (!line.isPrivate()) {
        throw tree.fault(node, "interrupt %d is an SPI; allowed: PPIs".formatted(line.intid()));
      }
    }
    @Nullable Property property = node.property("interrupt-names");
    List<String> names = property == null ? NAMES : property.strings();
    if (intid("virt", names, lines) == 0) {
      throw tree.fault(
          node,
          "has no virtual timer interrupt; expected PPIs in the order " + String.join(", ", NAMES));
    }
    return new ArchitectedTimer(
        intid("phys", names, lines),
        intid("virt", names, lines),
        intid("hyp-phys", names, lines),
        intid("hyp-virt", names, lines),
        counterHz);
  }

  private static int intid(String name, List<String> names, List<InterruptWiring.Line> lines) {
    int position = names.indexOf(name);
    return position < 0 || position >= lines.size() ? 0 : lines.get(position).intid();
  }

  private static long counterHz(DeviceTree tree, Node node, CpuNodes cpuNodes) {
    Property property = node.property("clock-frequency");
    if (property == null) {
      return defaultHz(cpuNodes);
    }
    long hz = property.u64();
    if (hz < 1 || hz > ClockRate.HZ_MAX) {
      throw tree.fault(
          node,
          "clock-frequency is %s Hz; allowed: 1 to %d"
              .formatted(Long.toUnsignedString(hz), ClockRate.HZ_MAX));
    }
    return hz;
  }

  private static long defaultHz(CpuNodes cpuNodes) {
    return ArchitectedTimer.counterHzOf(
        cpuNodes.cpus().stream().map(CpuNodes.Cpu::coreType).toList());
  }
}
