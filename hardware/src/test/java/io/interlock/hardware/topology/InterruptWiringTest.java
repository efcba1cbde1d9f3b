package io.interlock.hardware.topology;

import static io.interlock.hardware.devicetree.Trees.bigLittle;
import static io.interlock.hardware.devicetree.Trees.with;
import static io.interlock.hardware.devicetree.Trees.without;
import static io.interlock.hardware.devicetree.Trees.withoutNode;
import static io.interlock.hardware.topology.Reading.NOWHERE;
import static io.interlock.hardware.topology.Reading.host;
import static io.interlock.hardware.topology.Reading.noted;
import static io.interlock.hardware.topology.Reading.phandle;
import static io.interlock.hardware.topology.Reading.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Property;
import org.junit.jupiter.api.Test;

class InterruptWiringTest {
  private static final String GIC = "/interrupt-controller@8000000";

  @Test
  void partitionFaultsAreNamed() {
    refused(
        "/spe: interrupts names partition 0x7777",
        with(bigLittle(), "/spe", Property.ofCells("interrupts", 1, 5, 4, NOWHERE)));
    String partition = GIC + "/ppi-partitions/interrupt-partition-0";
    refused(
        "affinity points to phandle 0x7777",
        with(bigLittle(), partition, Property.ofCells("affinity", NOWHERE)));
    int gic = phandle(bigLittle(), GIC);
    refused("which is not a CPU", with(bigLittle(), partition, Property.ofCells("affinity", gic)));
    refused("has no affinity", without(bigLittle(), partition, "affinity"));
  }

  @Test
  void extendedInterruptsCountBeforeInterrupts() {
    int gic = phandle(bigLittle(), GIC);
    DeviceTree tree =
        with(bigLittle(), "/spe", Property.ofCells("interrupts-extended", gic, 1, 6, 4, 0));
    assertEquals(22, host(tree).spus().get(0).intid());
    refused(
        "ends inside an interrupt",
        with(bigLittle(), "/spe", Property.ofCells("interrupts-extended", gic, 1, 6)));
    refused(
        "points to phandle 0x7777",
        with(bigLittle(), "/spe", Property.ofCells("interrupts-extended", NOWHERE, 1, 6)));
    refused(
        "has no #interrupt-cells",
        with(
            bigLittle(),
            "/spe",
            Property.ofCells("interrupts-extended", phandle(bigLittle(), "/cpus/cpu@0"), 1)));
  }

  @Test
  void interruptNumbersAreBoundedByTheirKind() {
    refused("PPI number is 16; allowed: 0 to 15", spe(1, 16));
    refused("PPI number is 4294967295", spe(1, -1));
    refused("SPI number is 988; allowed: 0 to 987", spe(0, 988));
    refused("interrupt type is 4", spe(4, 0));
    assertEquals(1056 + 63, host(spe(3, 63)).spus().get(0).intid());
    refused(
        "holds 3 cells; expected a multiple",
        with(bigLittle(), "/spe", Property.ofCells("interrupts", 1, 5, 4)));
  }

  private static DeviceTree spe(int type, int number) {
    return with(bigLittle(), "/spe", Property.ofCells("interrupts", type, number, 4, 0));
  }

  @Test
  void interruptParentIsInheritedAndCirclesAreRefused() {
    DeviceTree tree = bigLittle();
    int cpu0 = phandle(tree, "/cpus/cpu@0");
    int gic = phandle(tree, GIC);
    // A node on the way that is no controller passes on to the one above it.
    assertEquals(
        21,
        host(with(tree, "/spe", Property.ofCells("interrupt-parent", cpu0))).spus().get(0).intid());
    DeviceTree circle = with(tree, "/cpus/cpu@0", Property.ofCells("interrupt-parent", cpu0));
    refused(
        "interrupt-parent goes in a circle",
        with(circle, "/spe", Property.ofCells("interrupt-parent", cpu0)));
    refused(
        "interrupt-parent points to phandle 0x7777",
        with(tree, "/spe", Property.ofCells("interrupt-parent", NOWHERE)));
    DeviceTree own =
        with(
            without(tree, "/", "interrupt-parent"),
            "/spe",
            Property.ofCells("interrupt-parent", gic));
    refused("/timer: has no virtual timer interrupt", own);
  }

  @Test
  void gicDecidesTheNumberOfCells() {
    refused(
        "allowed for this GIC: 3 or 4",
        with(bigLittle(), GIC, Property.ofCells("#interrupt-cells", 2)));
    refused("has no #interrupt-cells", without(bigLittle(), GIC, "#interrupt-cells"));
    DeviceTree v2 = with(bigLittle(), GIC, Property.ofStrings("compatible", "arm,gic-400"));
    refused("allowed for this GIC: 3", v2);
    refused("has no GIC", withoutNode(bigLittle(), GIC));
  }

  @Test
  void gicv2LoadsWithANote() {
    DeviceTree tree = withoutNode(withoutNode(bigLittle(), "/pmu-a520"), "/pmu-a720");
    tree = without(withoutNode(tree, "/spe"), "/timer", "interrupt-names");
    tree =
        with(
            tree, "/timer", Property.ofCells("interrupts", 1, 13, 8, 1, 14, 8, 1, 11, 8, 1, 10, 8));
    tree = with(tree, GIC, Property.ofStrings("compatible", "arm,gic-400"));
    HostTopology host = host(with(tree, GIC, Property.ofCells("#interrupt-cells", 3)));
    assertEquals(InterruptController.Version.GICV2, host.gic().version());
    noted("GICv2: no in-kernel GICv3 for guests, only an emulated GICv2 of at most 8 vCPUs", host);
  }

  @Test
  void timerInterruptsGoByNameElseByOrder() {
    assertEquals(new ArchitectedTimer(30, 27, 26, 28, 1_000_000_000), host(bigLittle()).timer());
    DeviceTree tree =
        with(bigLittle(), "/timer", Property.ofStrings("interrupt-names", "virt", "phys"));
    assertEquals(new ArchitectedTimer(30, 29, 0, 0, 1_000_000_000), host(tree).timer());
    tree = without(bigLittle(), "/timer", "interrupt-names");
    tree = with(tree, "/timer", Property.ofCells("clock-frequency", 24_000_000));
    assertEquals(new ArchitectedTimer(30, 27, 26, 28, 24_000_000), host(tree).timer());
  }

  @Test
  void timerFaultsAreNamed() {
    refused(
        "interrupt 45 is an SPI",
        with(bigLittle(), "/timer", Property.ofCells("interrupts", 0, 13, 4, 0)));
    refused(
        "clock-frequency is 0 Hz",
        with(bigLittle(), "/timer", Property.ofCells("clock-frequency", 0)));
    HostTopology host = host(withoutNode(bigLittle(), "/timer"));
    assertEquals(ArchitectedTimer.usual(1_000_000_000), host.timer());
    noted("no arm,armv8-timer described: taken to use the usual PPIs 14, 11, 10 and 12", host);
  }
}
