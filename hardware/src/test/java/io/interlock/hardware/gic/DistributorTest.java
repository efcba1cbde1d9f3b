package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.Distributor.Directed;
import io.interlock.hardware.gic.GicStream.Clear;
import io.interlock.hardware.gic.GicStream.Set;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributorTest {
  private static final int IROUTER = 0x6000;
  private static final int ANY_PE = 1 << 31;
  private final Distributor distributor = awake();

  /// Four PEs 0.0.0.0, 0.0.0.1, 0.0.1.0, 0.0.1.1; SPIs 32 to 95, all enabled, group 1.
  private static Distributor awake() {
    var distributor =
        new Distributor(
            64,
            Affinity.of(0, 0, 0, 0),
            Affinity.of(0, 0, 0, 1),
            Affinity.of(0, 0, 1, 0),
            Affinity.of(0, 0, 1, 1));
    for (int pe = 0; pe < 4; pe++) {
      distributor.sleep(pe, false);
    }
    distributor.write(0, 0b10);
    for (int word = 1; word <= 2; word++) {
      distributor.write(GicRegister.IGROUPR.offset() + 4 * word, -1);
      distributor.write(GicRegister.ISENABLER.offset() + 4 * word, -1);
    }
    return distributor;
  }

  private static Directed set(int pe, int intid) {
    return new Directed(pe, new Set(intid, 0, true));
  }

  private static Directed clear(int pe, int intid) {
    return new Directed(pe, new Clear(intid));
  }

  @Test
  void spiGoesToThePeThatItsRouteNames() {
    distributor.write(IROUTER + 8 * 40, 0x0101);
    assertEquals(List.of(set(3, 40)), distributor.line(40, true));
    assertEquals(List.of(clear(3, 40)), distributor.line(40, false));
  }

  @Test
  void aff3OfARouteIsInItsUpperWord() {
    distributor.write(IROUTER + 8 * 40 + 4, 1);
    assertEquals(-1, distributor.target(40));
    assertEquals(List.of(), distributor.line(40, true));
    assertEquals(1, distributor.read(IROUTER + 8 * 40 + 4));
    assertEquals(List.of(set(0, 40)), distributor.write(IROUTER + 8 * 40 + 4, 0));
  }

  @Test
  void anyPeTakesTheIntIdModuloTheAwakePes() {
    distributor.write(IROUTER + 8 * 41, ANY_PE);
    assertEquals(1, distributor.target(41));
    distributor.sleep(1, true);
    // Awake: 0, 2, 3; 41 mod 3 = 2.
    assertEquals(3, distributor.target(41));
    for (int pe = 0; pe < 4; pe++) {
      distributor.sleep(pe, true);
    }
    assertEquals(-1, distributor.target(41));
  }

  @Test
  void spiIsNeverSignalledToTwoPes() {
    distributor.line(40, true);
    assertEquals(List.of(clear(0, 40)), distributor.write(IROUTER + 8 * 40, 0x0001));
    assertEquals(List.of(set(1, 40)), distributor.release(0, 40));
  }

  @Test
  void oldTargetMayStillTakeAnSpiThatWasRerouted() {
    distributor.line(40, true);
    distributor.write(IROUTER + 8 * 40, 0x0001);
    assertEquals(List.of(), distributor.activate(0, 40));
    assertEquals(List.of(set(1, 40)), distributor.deactivate(40));
  }

  @Test
  void sleepingPeReceivesNothing() {
    distributor.sleep(0, true);
    assertEquals(List.of(), distributor.line(40, true));
    assertEquals(List.of(set(0, 40)), distributor.sleep(0, false));
  }

  @Test
  void groupEnableGatesAll() {
    distributor.write(0, 0);
    assertFalse(distributor.forwardsGroup1());
    assertEquals(List.of(), distributor.line(40, true));
    assertEquals(List.of(set(0, 40)), distributor.write(0, 0b10));
    assertTrue(distributor.forwardsGroup1());
  }

  @Test
  void moreUrgentSpiOfAnotherBankGoesFirst() {
    distributor.setPriority(40, 0x80);
    distributor.line(40, true);
    assertEquals(List.of(set(0, 70)), distributor.line(70, true));
    distributor.release(0, 40);
    assertEquals(List.of(new Directed(0, new Set(40, 0x80, true))), distributor.activate(0, 70));
  }

  @Test
  void edgeIsLatchedAndTakenOnce() {
    distributor.write(GicRegister.ICFGR.offsetOf(40), 0b10 << 16);
    assertEquals(List.of(set(0, 40)), distributor.line(40, true));
    assertEquals(List.of(), distributor.line(40, false));
    assertTrue(distributor.isPending(40));
    distributor.activate(0, 40);
    assertFalse(distributor.isPending(40));
    assertTrue(distributor.isActive(40));
  }

  @Test
  void pendingByMessageAndBack() {
    assertEquals(List.of(set(0, 33)), distributor.setPending(33));
    assertEquals(List.of(clear(0, 33)), distributor.clearPending(33));
  }

  @Test
  void controlAndTypeRegisters() {
    assertEquals(0b101_0010, distributor.read(0));
    assertEquals(2, distributor.read(4) & 0x1F, "ITLinesNumber: 96 interrupts in all");
    distributor.write(4, -1);
    assertEquals(2, distributor.read(4) & 0x1F);
  }

  @Test
  void wordsOfPrivateAndMissingInterruptsReadAsZero() {
    distributor.write(GicRegister.ISENABLER.offset(), -1);
    assertEquals(0, distributor.read(GicRegister.ISENABLER.offset()));
    distributor.write(GicRegister.ISENABLER.offset() + 12, -1);
    assertEquals(0, distributor.read(GicRegister.ISENABLER.offset() + 12));
    assertEquals(-1, distributor.read(GicRegister.ISENABLER.offset() + 8));
    distributor.write(IROUTER + 8 * 31, 1);
    assertEquals(0, distributor.read(IROUTER + 8 * 31));
  }

  @Test
  void priorityWordIsFoundByIntId() {
    distributor.write(GicRegister.IPRIORITYR.offsetOf(70), 0x40_30_20_10);
    assertEquals(
        List.of(new Directed(0, new Set(70, 0x30 & 0xF8, true))), distributor.line(70, true));
    assertEquals(0x40_30_20_10, distributor.read(0x400 + 68));
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Distributor(33));
    assertThrows(IllegalArgumentException.class, () -> new Distributor(992));
    assertThrows(IllegalArgumentException.class, () -> distributor.line(96, true));
    assertThrows(IllegalArgumentException.class, () -> distributor.line(27, true));
  }

  @Test
  void copyIsIndependent() {
    Distributor copy = distributor.copy();
    distributor.line(40, true);
    assertFalse(copy.isPending(40));
    assertEquals(List.of(set(0, 40)), copy.line(40, true));
  }
}
