package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;

/// What the tests of the topology reader ask of an edited tree.
final class Reading {
  /// A phandle that no node of the example has.
  static final int NOWHERE = 0x7777;

  private Reading() {}

  static HostTopology host(DeviceTree tree) {
    return TopologyReader.fromDeviceTree(tree);
  }

  /// The tree is refused in one line that holds `expected`.
  static void refused(String expected, DeviceTree tree) {
    var fault = assertThrows(DeviceTreeException.class, () -> TopologyReader.fromDeviceTree(tree));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith("edited.dtb: "), message);
    assertEquals(1, message.lines().count(), message);
  }

  static int phandle(DeviceTree tree, String path) {
    Node node = tree.at(path);
    assertNotNull(node, path);
    Property phandle = node.property("phandle");
    assertNotNull(phandle, path);
    return phandle.u32();
  }

  static void noted(String expected, HostTopology host) {
    assertTrue(host.notes().contains(expected), host.notes().toString());
  }
}
