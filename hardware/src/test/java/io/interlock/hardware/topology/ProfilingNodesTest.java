package io.interlock.hardware.topology;

import static io.interlock.hardware.devicetree.Trees.bigLittle;
import static io.interlock.hardware.devicetree.Trees.with;
import static io.interlock.hardware.devicetree.Trees.withChild;
import static io.interlock.hardware.devicetree.Trees.without;
import static io.interlock.hardware.topology.Reading.host;
import static io.interlock.hardware.topology.Reading.noted;
import static io.interlock.hardware.topology.Reading.phandle;
import static io.interlock.hardware.topology.Reading.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilingNodesTest {
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
}
