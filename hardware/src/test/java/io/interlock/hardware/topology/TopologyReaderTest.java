package io.interlock.hardware.topology;

import static io.interlock.hardware.devicetree.Trees.bigLittle;
import static io.interlock.hardware.devicetree.Trees.with;
import static io.interlock.hardware.devicetree.Trees.withChild;
import static io.interlock.hardware.devicetree.Trees.without;
import static io.interlock.hardware.devicetree.Trees.withoutNode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyReaderTest {
  private static final String GIC = "/interrupt-controller@8000000";
  private static final int NOWHERE = 0x7777;

  private static HostTopology host(DeviceTree tree) {
    return TopologyReader.fromDeviceTree(tree);
  }

  private static void refused(String expected, DeviceTree tree) {
    var fault = assertThrows(DeviceTreeException.class, () -> TopologyReader.fromDeviceTree(tree));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith("edited.dtb: "), message);
    assertEquals(1, message.lines().count(), message);
  }

  private static int phandle(DeviceTree tree, String path) {
    Node node = tree.at(path);
    assertNotNull(node, path);
    Property phandle = node.property("phandle");
    assertNotNull(phandle, path);
    return phandle.u32();
  }

  private static void noted(String expected, HostTopology host) {
    assertTrue(host.notes().contains(expected), host.notes().toString());
  }

  private static int[] capacities(HostTopology host) {
    return host.pes().stream().mapToInt(ProcessingElement::capacity).distinct().toArray();
  }

  @Test
  void cpusAreNumberedInFileOrderWithTheirMpidr() {
    HostTopology host = host(bigLittle());
    assertEquals(8, host.pes().size());
    assertEquals(0x500, host.pe(5).mpidr());
    assertEquals("Cortex-A720", host.pe(5).coreType().name());
    assertEquals(new ClockRate(2_500_000_000L), host.pe(5).clock());
  }

  @Test
  void mpidrOfTwoCellsReachesAff3() {
    DeviceTree tree = with(bigLittle(), "/cpus/cpu@700", Property.ofCells("reg", 0xff, 0x10700));
    assertEquals(0xff_0001_0700L, host(tree).pe(7).mpidr());
    refused(
        "affinity bits",
        with(bigLittle(), "/cpus/cpu@700", Property.ofCells("reg", 0, 0x8000_0700)));
  }

  @Test
  void mpidrMustBeUniqueAndOfTheRightSize() {
    refused(
        "is that of another CPU",
        with(bigLittle(), "/cpus/cpu@700", Property.ofCells("reg", 0, 0)));
    refused(
        "/cpus/cpu@700: reg must hold the MPIDR in 2 cell(s)",
        with(bigLittle(), "/cpus/cpu@700", Property.ofCells("reg", 0)));
    refused("reg must hold", without(bigLittle(), "/cpus/cpu@0", "reg"));
  }

  @Test
  void missingAddressCellsOfCpusIsNamed() {
    refused("/cpus: has no #address-cells", without(bigLittle(), "/cpus", "#address-cells"));
    refused("allowed: 1 or 2", with(bigLittle(), "/cpus", Property.ofCells("#address-cells", 3)));
  }

  @Test
  void hostWithoutCpusIsRefused() {
    refused("has no node cpus", withoutNode(bigLittle(), "/cpus"));
    DeviceTree tree = bigLittle();
    for (int i = 0; i < 8; i++) {
      tree = with(tree, "/cpus/cpu@" + i * 100, Property.ofStrings("status", "disabled"));
    }
    refused("has no enabled CPU", tree);
  }

  @Test
  void disabledCpuIsLeftOutEverywhere() {
    DeviceTree tree = with(bigLittle(), "/cpus/cpu@300", Property.ofStrings("status", "disabled"));
    HostTopology host = host(tree);
    assertEquals(7, host.pes().size());
    assertEquals(CpuSet.range(0, 2), host.pmus().get(0).cpus());
    assertEquals(CpuSet.range(3, 6), host.spus().get(0).cpus());
    assertEquals(CpuSet.range(0, 2), host.clusters().get(0).cpus());
    noted("/cpus/cpu@300 is disabled and left out", host);
  }

  @Test
  void capacityIsWorkPerMhzTimesClockAsLinuxScalesIt() {
    // 500 * 1800 MHz against 1024 * 2500 MHz: 900000 * 1024 / 2560000 = 360.
    assertEquals(List.of(360, 1024), list(capacities(host(bigLittle()))));
  }

  @Test
  void capacityWithoutClocksIsWorkPerMhzAlone() {
    DeviceTree tree = bigLittle();
    for (int i = 0; i < 8; i++) {
      tree = without(tree, "/cpus/cpu@" + i * 100, "operating-points-v2");
    }
    assertEquals(List.of(500, 1024), list(capacities(host(tree))));
  }

  @Test
  void clockFrequencyOfTheCpuServesWhereThereIsNoTable() {
    DeviceTree tree = without(bigLittle(), "/cpus/cpu@0", "operating-points-v2");
    tree = with(tree, "/cpus/cpu@0", Property.ofCells("clock-frequency", 1_500_000_000));
    assertEquals(1_500_000_000L, host(tree).pe(0).clock().hz());
    assertEquals(300, host(tree).pe(0).capacity());
  }

  @Test
  void turboPointsDoNotCount() {
    DeviceTree tree =
        with(bigLittle(), "/opp-table-1/opp-2500000000", Property.ofFlag("turbo-mode"));
    assertEquals(1_000_000_000L, host(tree).pe(7).clock().hz());
  }

  @Test
  void oneCpuWithoutCapacityMakesAllEqual() {
    HostTopology host = host(without(bigLittle(), "/cpus/cpu@0", "capacity-dmips-mhz"));
    assertEquals(List.of(1024), list(capacities(host)));
    noted("some CPUs have no capacity-dmips-mhz: all are taken to be equal", host);
  }

  @Test
  void clocksAndCapacitiesOutOfRangeAreRefused() {
    refused(
        "capacity-dmips-mhz is 0",
        with(bigLittle(), "/cpus/cpu@0", Property.ofCells("capacity-dmips-mhz", 0)));
    refused(
        "opp-hz is 18446744073709551615 Hz",
        with(bigLittle(), "/opp-table-1/opp-1000000000", Property.ofCells("opp-hz", -1, -1)));
    refused(
        "points to phandle 0x7777",
        with(bigLittle(), "/cpus/cpu@0", Property.ofCells("operating-points-v2", NOWHERE)));
  }

  @Test
  void partitionsBecomeTheMasksOfPmusAndSpus() {
    HostTopology host = host(bigLittle());
    assertEquals(List.of(CpuSet.range(0, 3), CpuSet.range(4, 7)), host.gic().partitions());
    assertEquals("arm,cortex-a520-pmu", host.pmus().get(0).compatible());
    assertEquals(CpuSet.range(0, 3), host.pmus().get(0).cpus());
    assertEquals(new PmuInterrupt.Private(23), host.pmus().get(1).interrupt());
    assertEquals(new SpuUnit(0, 21, CpuSet.range(4, 7), SpuModel.USUAL), host.spus().get(0));
  }

  @Test
  void unpartitionedPpiMeansAllCpus() {
    HostTopology host = host(with(bigLittle(), "/spe", Property.ofCells("interrupts", 1, 5, 4, 0)));
    assertEquals(CpuSet.range(0, 7), host.spus().get(0).cpus());
    noted("SPU 0 claims CPUs 0-3, whose cores are not known to have SPE", host);
  }

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
  void sharedInterruptsFollowInterruptAffinity() {
    DeviceTree tree = bigLittle();
    int cpu4 = phandle(tree, "/cpus/cpu@400");
    int cpu6 = phandle(tree, "/cpus/cpu@600");
    tree = with(tree, "/pmu-a720", Property.ofCells("interrupts", 0, 9, 4, 0, 0, 8, 4, 0));
    refused(
        "allowed: once",
        with(tree, "/pmu-a720", Property.ofCells("interrupt-affinity", cpu4, cpu4)));
    refused(
        "names 1 CPUs for 2 interrupts",
        with(tree, "/pmu-a720", Property.ofCells("interrupt-affinity", cpu4)));
    tree = with(tree, "/pmu-a720", Property.ofCells("interrupt-affinity", cpu6, cpu4));
    PmuUnit pmu = host(tree).pmus().get(1);
    assertEquals(new PmuInterrupt.Shared(Map.of(4, 40, 6, 41)), pmu.interrupt());
    assertEquals(CpuSet.of(4, 6), pmu.cpus());
    noted("CPUs 5,7 belong to no PMU: guest counters stand still there", host(tree));
  }

  @Test
  void sharedInterruptsWithoutAffinityFollowCpuOrder() {
    DeviceTree tree =
        with(bigLittle(), "/pmu-a520", Property.ofCells("interrupts", 0, 1, 4, 0, 0, 2, 4, 0));
    HostTopology host = host(tree);
    assertEquals(new PmuInterrupt.Shared(Map.of(0, 33, 1, 34)), host.pmus().get(0).interrupt());
    noted("/pmu-a520 has no interrupt-affinity: its SPIs are taken to be in CPU order", host);
  }

  @Test
  void pmuWithoutInterruptCountsOnAllCpus() {
    HostTopology host = host(without(bigLittle(), "/pmu-a520", "interrupts"));
    assertEquals(new PmuInterrupt.None(), host.pmus().get(0).interrupt());
    assertEquals(CpuSet.range(0, 7), host.pmus().get(0).cpus());
    noted("CPUs 4-7 belong to more than one PMU", host);
  }

  @Test
  void kindsOfPmuInterruptsDoNotMix() {
    refused(
        "allowed: one PPI",
        with(bigLittle(), "/pmu-a520", Property.ofCells("interrupts", 0, 1, 4, 0, 1, 7, 4, 0)));
    refused(
        "allowed: one PPI",
        with(bigLittle(), "/pmu-a520", Property.ofCells("interrupts", 1, 7, 4, 0, 1, 8, 4, 0)));
  }

  @Test
  void powerUnitsThatEndInPmuAreNoPmus() {
    Node power =
        Node.of(
            "power", List.of(Property.ofStrings("compatible", "rockchip,rk3399-pmu", "syscon")));
    assertEquals(2, host(withChild(bigLittle(), "/", power)).pmus().size());
  }

  @Test
  void pmuNamedAfterAnUnknownCoreOfTheTreeIsOne() {
    DeviceTree tree =
        with(bigLittle(), "/cpus/cpu@0", Property.ofStrings("compatible", "maker,core-9"));
    tree = with(tree, "/pmu-a520", Property.ofStrings("compatible", "maker,core-9-pmu"));
    HostTopology host = host(tree);
    assertEquals("maker,core-9-pmu", host.pmus().get(0).compatible());
    noted("CPUs 0 are of unknown type \"maker,core-9\": modelled as a generic core", host);
    noted("PMU 0 covers unlike cores (CPUs 0-3)", host);
  }

  @Test
  void disabledUnitsAreNotThere() {
    Property disabled = Property.ofStrings("status", "disabled");
    DeviceTree tree = with(with(bigLittle(), "/spe", disabled), "/pmu-a720", disabled);
    HostTopology host = host(with(tree, "/pmu-a520", disabled));
    noted("no SPE described: no statistical profiling for guests", host);
    noted("no CPU PMU described: no PMUv3 for guests", host);
  }

  @Test
  void speNeedsExactlyOnePpi() {
    refused("/spe: needs exactly one interrupt", without(bigLittle(), "/spe", "interrupts"));
    refused(
        "/spe: needs exactly one interrupt",
        with(bigLittle(), "/spe", Property.ofCells("interrupts", 0, 5, 4, 0)));
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

  @Test
  void nameIsTheModelElseTheCompatible() {
    assertEquals("Interlock big-little example", host(bigLittle()).name());
    assertEquals("interlock,big-little", host(without(bigLittle(), "/", "model")).name());
    DeviceTree nasty = with(bigLittle(), "/", Property.ofStrings("model", "two\nlines"));
    assertEquals("two?lines", host(nasty).name());
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
