package io.interlock.hardware.topology;

import static io.interlock.hardware.devicetree.Trees.bigLittle;
import static io.interlock.hardware.devicetree.Trees.with;
import static io.interlock.hardware.devicetree.Trees.withChild;
import static io.interlock.hardware.devicetree.Trees.withoutNode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuMapTest {
  private static final DeviceTree UNMAPPED = withoutNode(bigLittle(), "/cpus/cpu-map");

  private static Node core(int number, int cpu) {
    Node node = UNMAPPED.at("/cpus/cpu@" + cpu * 100);
    Property phandle = node == null ? null : node.property("phandle");
    int target = phandle == null ? 0 : phandle.u32();
    return Node.of("core" + number, List.of(Property.ofCells("cpu", target)));
  }

  private static Node thread(int number, int cpu) {
    return Node.of("thread" + number, List.copyOf(core(0, cpu).properties().values()));
  }

  private static Node group(String name, Node... children) {
    return Node.of(name, List.of(), children);
  }

  private static DeviceTree mapped(Node... children) {
    return withChild(UNMAPPED, "/cpus", group("cpu-map", children));
  }

  private static List<String> clusters(DeviceTree tree) {
    return TopologyReader.fromDeviceTree(tree).clusters().stream()
        .map(cluster -> cluster.cpus().toString())
        .toList();
  }

  private static void refused(String expected, DeviceTree tree) {
    var fault = assertThrows(DeviceTreeException.class, () -> TopologyReader.fromDeviceTree(tree));
    assertTrue(String.valueOf(fault.getMessage()).contains(expected), fault.getMessage());
  }

  @Test
  void clusterMayCutAcrossFileOrder() {
    Node even = group("cluster0", core(0, 0), core(1, 2), core(2, 4), core(3, 6));
    Node odd = group("cluster1", core(0, 1), core(1, 3), core(2, 5), core(3, 7));
    assertEquals(List.of("0,2,4,6", "1,3,5,7"), clusters(mapped(even, odd)));
  }

  @Test
  void nestedClustersSocketsAndThreadsAreFollowedToTheInnermost() {
    Node inner0 = group("cluster0", core(0, 0), core(1, 1));
    Node inner1 = group("cluster1", group("core0", thread(0, 2), thread(1, 3)));
    Node socket0 = group("socket0", group("cluster0", inner0, inner1));
    Node socket1 =
        group("socket1", group("cluster0", core(0, 4), core(1, 5), core(2, 6), core(3, 7)));
    assertEquals(List.of("0-1", "2-3", "4-7"), clusters(mapped(socket0, socket1)));
  }

  @Test
  void incompleteMapFallsBackToMpidrWithANote() {
    HostTopology host = TopologyReader.fromDeviceTree(mapped(group("cluster0", core(0, 0))));
    assertTrue(host.notes().contains("cpu-map leaves 7 CPU(s) out: clusters are taken from MPIDR"));
  }

  @Test
  void withoutMapCoresOfOneTypeAndAffinityAreACluster() {
    assertEquals(List.of("0-3", "4-7"), clusters(UNMAPPED));
    DeviceTree apart = UNMAPPED;
    for (int i = 4; i < 8; i++) {
      // Aff0 in use: the level above it makes the cluster.
      apart = with(apart, "/cpus/cpu@" + i * 100, Property.ofCells("reg", 0, 0x100 * (i / 6) + i));
    }
    assertEquals(List.of("0", "1", "2", "3", "4-5", "6-7"), clusters(apart));
  }

  @Test
  void mapFaultsAreNamed() {
    refused(
        "names CPU 0, which has a place already",
        mapped(group("cluster0", core(0, 0), core(1, 0))));
    refused(
        "cluster0/package3: is not part of a cpu-map",
        mapped(group("cluster0", group("package3"))));
    refused("core0/lane0: is not part of a core", mapped(group("core0", group("lane0"))));
    refused("must name its CPU", mapped(group("core0", group("thread0"))));
    Node lost = Node.of("core0", List.of(Property.ofCells("cpu", 0x7777)));
    refused("points to phandle 0x7777", mapped(group("cluster0", lost)));
  }

  @Test
  void mapThatPointsToItselfIsRefused() {
    Node circle =
        Node.of(
            "core0", List.of(Property.ofCells("cpu", 0x5555), Property.ofCells("phandle", 0x5555)));
    refused("which is not a CPU", mapped(group("cluster0", circle)));
  }
}
