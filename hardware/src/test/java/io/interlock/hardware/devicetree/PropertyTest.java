package io.interlock.hardware.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PropertyTest {
  @Test
  void cellsAreBigEndianAndUnsignedIn64Bits() {
    Property reg = Property.ofCells("reg", 0x01020304, -1);
    assertArrayEquals(new byte[] {1, 2, 3, 4, -1, -1, -1, -1}, reg.bytes());
    assertArrayEquals(new int[] {0x01020304, -1}, reg.cells());
    assertEquals(0x01020304_ffffffffL, reg.u64());
    assertEquals(0xffffffffL, Property.ofCells("reg", -1).u64());
    assertEquals(-1, reg.cell(1));
  }

  @Test
  void stringsAreEndedByNul() {
    assertEquals(List.of("a", "", "bc"), Property.ofStrings("x", "a", "", "bc").strings());
    assertEquals("only", Property.ofStrings("x", "only").string());
  }

  @Test
  void valueOfAnotherShapeIsRefused() {
    refused("multiple of 4", () -> Property.ofBytes("x", new byte[6]).cells());
    refused("expected one cell", () -> Property.ofCells("x", 1, 2).u32());
    refused("one or two cells", () -> Property.ofCells("x", 1, 2, 3).u64());
    refused("must be NUL", () -> Property.ofBytes("x", new byte[] {'a'}).strings());
    refused("must be NUL", () -> Property.ofFlag("x").strings());
    refused("expected one", () -> Property.ofStrings("x", "a", "b").string());
    refused("limit of 1024", () -> Property.ofBytes("x", new byte[1025]).strings());
  }

  private static void refused(String expected, Executable view) {
    var fault = assertThrows(DeviceTreeException.class, view);
    assertTrue(String.valueOf(fault.getMessage()).contains(expected), fault.getMessage());
  }

  @Test
  void propertiesAreEqualByNameAndBytes() {
    assertEquals(Property.ofCells("a", 1), Property.ofBytes("a", new byte[] {0, 0, 0, 1}));
    assertNotEquals(Property.ofCells("a", 1), Property.ofCells("b", 1));
    assertNotEquals(Property.ofCells("a", 1), Property.ofCells("a", 2));
  }

  @Test
  void onlyOkayOkAndSilenceEnableANode() {
    assertTrue(Node.of("n", List.of()).isEnabled());
    assertTrue(Node.of("n", List.of(Property.ofStrings("status", "okay"))).isEnabled());
    assertTrue(Node.of("n", List.of(Property.ofStrings("status", "ok"))).isEnabled());
    assertFalse(Node.of("n", List.of(Property.ofStrings("status", "disabled"))).isEnabled());
    assertFalse(Node.of("n", List.of(Property.ofStrings("status", "fail"))).isEnabled());
  }
}
