package io.interlock.hardware.gic;

import static io.interlock.hardware.gic.Redistributor.SGI_BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.GicStream.Clear;
import io.interlock.hardware.gic.GicStream.Quiesce;
import io.interlock.hardware.gic.GicStream.QuiesceAcknowledge;
import io.interlock.hardware.gic.GicStream.Set;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedistributorTest {
  private static final int WAKER = 0x14;
  private final Redistributor redistributor = awake();

  private static Redistributor awake() {
    var redistributor = new Redistributor(3, Affinity.of(0, 0, 1, 2), true);
    redistributor.write(WAKER, 0);
    redistributor.forwarding(false, true);
    redistributor.write(SGI_BASE + GicRegister.IGROUPR.offset(), -1);
    redistributor.write(SGI_BASE + GicRegister.ISENABLER.offset(), -1);
    return redistributor;
  }

  @Test
  void lineOfPpiIsSetAndCleared() {
    assertEquals(List.of(new Set(27, 0, true)), redistributor.line(27, true));
    assertEquals(List.of(new Clear(27)), redistributor.line(27, false));
  }

  @Test
  void noSecondSetBeforeTheFirstIsAnswered() {
    redistributor.line(27, true);
    redistributor.line(27, false);
    assertEquals(List.of(), redistributor.line(27, true));
    assertEquals(List.of(new Set(27, 0, true)), redistributor.release(27));
  }

  @Test
  void moreUrgentInterruptDisplacesTheHeldOne() {
    redistributor.setPriority(27, 0x80);
    redistributor.setPriority(30, 0x40);
    assertEquals(List.of(new Set(27, 0x80, true)), redistributor.line(27, true));
    assertEquals(List.of(new Set(30, 0x40, true)), redistributor.line(30, true));
    assertEquals(List.of(), redistributor.release(27));
    // 30 is taken, so 27 has its turn.
    assertEquals(List.of(new Set(27, 0x80, true)), redistributor.activate(30));
  }

  @Test
  void newPriorityGoesByWayOfClear() {
    redistributor.line(27, true);
    assertEquals(List.of(new Clear(27)), redistributor.setPriority(27, 0x80));
    assertEquals(List.of(new Set(27, 0x80, true)), redistributor.release(27));
  }

  @Test
  void activeLevelInterruptIsSignalledAgainAfterDeactivationOnlyIfItsLineIsHigh() {
    redistributor.line(27, true);
    assertEquals(List.of(), redistributor.activate(27));
    assertTrue(redistributor.isActive(27));
    assertTrue(redistributor.isPending(27));
    assertEquals(List.of(new Set(27, 0, true)), redistributor.deactivate(27));
    redistributor.activate(27);
    redistributor.line(27, false);
    assertEquals(List.of(), redistributor.deactivate(27));
  }

  @Test
  void clearingTheActiveStateEndsAnInterruptWithoutEoi() {
    redistributor.sgi(4);
    redistributor.activate(4);
    assertEquals(List.of(), redistributor.write(SGI_BASE + 0x380, 1 << 4));
    assertFalse(redistributor.isActive(4));
    assertEquals(List.of(new Set(4, 0, true)), redistributor.sgi(4));
  }

  @Test
  void sgiSentTwiceMerges() {
    assertEquals(List.of(new Set(4, 0, true)), redistributor.sgi(4));
    assertEquals(List.of(), redistributor.sgi(4));
    redistributor.activate(4);
    assertEquals(List.of(), redistributor.deactivate(4));
  }

  @Test
  void disabledInterruptIsNotSignalled() {
    redistributor.write(SGI_BASE + GicRegister.ICENABLER.offset(), 1 << 27);
    assertEquals(List.of(), redistributor.line(27, true));
    assertTrue(redistributor.isPending(27));
    assertEquals(
        List.of(new Set(27, 0, true)),
        redistributor.write(SGI_BASE + GicRegister.ISENABLER.offset(), 1 << 27));
  }

  @Test
  void groupThatTheDistributorDoesNotForwardIsNotSignalled() {
    redistributor.forwarding(true, false);
    assertEquals(List.of(), redistributor.line(27, true));
    assertEquals(List.of(new Set(27, 0, true)), redistributor.forwarding(false, true));
  }

  @Test
  void physicallyActiveInterruptStaysQuiet() {
    redistributor.setActive(27, true);
    assertEquals(List.of(), redistributor.line(27, true));
    assertEquals(List.of(new Set(27, 0, true)), redistributor.setActive(27, false));
  }

  @Test
  void softPendingIsTakenBackButALineIsNot() {
    assertEquals(List.of(new Set(27, 0, true)), redistributor.setPending(27));
    assertEquals(List.of(new Clear(27)), redistributor.clearPending(27));
    redistributor.release(27);
    redistributor.line(27, true);
    assertEquals(List.of(), redistributor.clearPending(27));
    assertTrue(redistributor.isPending(27));
  }

  @Test
  void wakerIsAsleepAfterResetAndHoldsInterruptsBack() {
    var asleep = new Redistributor(0, 0, true);
    assertEquals(0b110, asleep.read(WAKER));
    asleep.forwarding(false, true);
    asleep.write(SGI_BASE + GicRegister.IGROUPR.offset(), -1);
    asleep.write(SGI_BASE + GicRegister.ISENABLER.offset(), -1);
    assertEquals(List.of(), asleep.line(27, true));
    assertTrue(asleep.wakeRequest());
    assertEquals(List.of(new Set(27, 0, true)), asleep.write(WAKER, 0));
    assertEquals(0, asleep.read(WAKER));
    assertFalse(asleep.wakeRequest());
  }

  @Test
  void goingToSleepTakesEverythingBackFirst() {
    redistributor.line(27, true);
    assertEquals(List.of(new Quiesce()), redistributor.write(WAKER, 0b10));
    assertEquals(0b010, redistributor.read(WAKER));
    assertEquals(List.of(), redistributor.release(27));
    redistributor.receive(new QuiesceAcknowledge());
    assertEquals(0b110, redistributor.read(WAKER));
    assertEquals(List.of(new Set(27, 0, true)), redistributor.write(WAKER, 0));
  }

  @Test
  void typerShowsNumberLastAndAffinity() {
    assertEquals(0x310, redistributor.read(0x8));
    assertEquals(0x0000_0102, redistributor.read(0xC));
  }

  @Test
  void setAndClearRegistersReadTheSame() {
    redistributor.write(SGI_BASE + 0x180, 0xFFFF_0000);
    assertEquals(0x0000_FFFF, redistributor.read(SGI_BASE + 0x100));
    assertEquals(0x0000_FFFF, redistributor.read(SGI_BASE + 0x180));
    redistributor.write(SGI_BASE + 0x200, 0x11);
    assertEquals(0x11, redistributor.read(SGI_BASE + 0x280));
    redistributor.write(SGI_BASE + 0x300, 0x22);
    redistributor.write(SGI_BASE + 0x380, 0x02);
    assertEquals(0x20, redistributor.read(SGI_BASE + 0x300));
  }

  @Test
  void priorityWordsHoldFourBytesOfFiveBits() {
    redistributor.write(SGI_BASE + 0x41C, 0xFF_A7_50_08);
    assertEquals(0xF8_A0_50_08, redistributor.read(SGI_BASE + 0x41C));
    assertEquals(List.of(new Set(28, 0x08, true)), redistributor.line(28, true));
  }

  @Test
  void sgisStayEdgeTriggeredAndPpisCanBeConfigured() {
    assertEquals(0xAAAA_AAAA, redistributor.read(SGI_BASE + 0xC00));
    redistributor.write(SGI_BASE + 0xC00, 0);
    assertEquals(0xAAAA_AAAA, redistributor.read(SGI_BASE + 0xC00));
    redistributor.write(SGI_BASE + 0xC04, 0b10);
    assertEquals(0b10, redistributor.read(SGI_BASE + 0xC04));
    redistributor.line(16, true);
    redistributor.line(16, false);
    assertTrue(redistributor.isPending(16), "an edge stays latched");
  }

  @Test
  void wordsOfSpisReadAsZeroHere() {
    assertEquals(List.of(), redistributor.write(SGI_BASE + 0x104, -1));
    assertEquals(0, redistributor.read(SGI_BASE + 0x104));
  }

  @Test
  void wrongIntIdsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> redistributor.line(5, true));
    assertThrows(IllegalArgumentException.class, () -> redistributor.sgi(16));
    assertThrows(IllegalArgumentException.class, () -> redistributor.activate(32));
  }

  @Test
  void copyIsIndependent() {
    Redistributor copy = redistributor.copy();
    redistributor.line(27, true);
    assertFalse(copy.isPending(27));
    assertEquals(List.of(new Set(27, 0, true)), copy.line(27, true));
  }
}
