package io.interlock.hardware.topology;

import static io.interlock.hardware.devicetree.Trees.bigLittle;
import static io.interlock.hardware.devicetree.Trees.with;
import static io.interlock.hardware.devicetree.Trees.without;
import static io.interlock.hardware.devicetree.Trees.withoutNode;
import static io.interlock.hardware.topology.Reading.NOWHERE;
import static io.interlock.hardware.topology.Reading.host;
import static io.interlock.hardware.topology.Reading.noted;
import static io.interlock.hardware.topology.Reading.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Property;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyReaderTest {
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
  void nameIsTheModelElseTheCompatible() {
    assertEquals("Interlock big-little example", host(bigLittle()).name());
    assertEquals("interlock,big-little", host(without(bigLittle(), "/", "model")).name());
    DeviceTree nasty = with(bigLittle(), "/", Property.ofStrings("model", "two\nlines"));
    assertEquals("two?lines", host(nasty).name());
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static int[] capacities(HostTopology host) {
    return host.pes().stream().mapToInt(ProcessingElement::capacity).distinct().toArray();
  }
}
