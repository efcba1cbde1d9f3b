package io.interlock.hypervisor.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.EndOfInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.RearmTimer;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GuestCursorTest {
  private static GuestCursor cursor(String... body) {
    return new GuestCursor(new GuestProgram("test", GuestParser.parse(List.of(body))).compile());
  }

  @Test
  void anEmptyProgramIsOff() {
    assertInstanceOf(PowerOff.class, cursor().operation());
  }

  @Test
  void offIsForGood() {
    GuestCursor cursor = cursor("off", "hvc");
    cursor.complete();
    assertInstanceOf(PowerOff.class, cursor.operation());
  }

  @Test
  void aComputeMayBeDoneInParts() {
    GuestCursor cursor = cursor("compute 100", "hvc");
    cursor.compute(30);
    assertEquals(70, cursor.remainingCycles());
    assertEquals(new Compute(100), cursor.operation());
    cursor.compute(0);
    assertEquals(70, cursor.remainingCycles());
    cursor.compute(70);
    assertEquals(new Hypercall(), cursor.operation());
    assertEquals(0, cursor.remainingCycles());
  }

  @Test
  void noMoreThanWhatIsLeftCanBeComputed() {
    GuestCursor cursor = cursor("compute 100");
    var error = assertThrows(IllegalArgumentException.class, () -> cursor.compute(101));
    assertEquals("computed 101 cycles, allowed are 0 to 100", error.getMessage());
  }

  @Test
  void nestedLoopsMultiply() {
    GuestCursor cursor =
        cursor("repeat 3 {", "repeat 5 {", "hvc", "}", "wfi", "repeat 2 {", "hvc", "}", "}");
    var walked = Programs.walked(cursor, 1000);
    assertEquals(3 * (5 + 2), walked.stream().filter(new Hypercall()::equals).count());
    assertEquals(3, walked.stream().filter(new WaitForInterrupt()::equals).count());
  }

  @Test
  void aHandlerInterruptsAComputeAndItGoesOnAfterwards() {
    GuestCursor cursor = cursor("compute 100", "hvc");
    cursor.compute(40);
    assertEquals(
        List.of(new Compute(1000), new EndOfInterrupt()),
        Programs.handle(cursor, InterruptKind.SGI));
    assertEquals(60, cursor.remainingCycles());
    assertFalse(cursor.inHandler());
  }

  @Test
  void aHandlerInALoopDoesNotDisturbTheCount() {
    var handler = new InterruptHandler(5, GuestParser.parse(List.of("repeat 4 {", "hvc", "}")));
    var body = GuestParser.parse(List.of("repeat 3 {", "compute 1", "}"));
    GuestCursor cursor =
        new GuestCursor(
            new GuestProgram("test", body, Map.of(InterruptKind.DEVICE, handler)).compile());
    int passes = 0;
    while (cursor.operation() instanceof Compute) {
      assertEquals(6, Programs.handle(cursor, InterruptKind.DEVICE).size());
      cursor.complete();
      passes++;
    }
    assertEquals(3, passes);
  }

  @Test
  void interruptsAreMaskedInAHandler() {
    GuestCursor cursor = cursor("wfi");
    cursor.interrupt(InterruptKind.DEVICE, 40);
    var error =
        assertThrows(IllegalStateException.class, () -> cursor.interrupt(InterruptKind.TIMER, 27));
    assertEquals("TIMER interrupt while interrupts are masked", error.getMessage());
  }

  @Test
  void aPeriodicTimerIsSetAgainByItsHandlerAndAOneShotTimerStopped() {
    GuestCursor cursor = cursor("timer 4ms", "timer 2ms once", "timer 1ms", "timer off", "hvc");
    assertEquals(new StopTimer(), Programs.handle(cursor, InterruptKind.TIMER).get(1));
    cursor.complete();
    Elementary rearm = new RearmTimer(4_000_000_000L);
    assertEquals(rearm, Programs.handle(cursor, InterruptKind.TIMER).get(1));
    assertEquals(rearm, Programs.handle(cursor, InterruptKind.TIMER).get(1));
    cursor.complete();
    assertEquals(new StopTimer(), Programs.handle(cursor, InterruptKind.TIMER).get(1));
    cursor.complete();
    assertEquals(
        List.of(new Compute(1000), new RearmTimer(1_000_000_000L), new EndOfInterrupt()),
        Programs.handle(cursor, InterruptKind.TIMER));
    cursor.complete();
    assertEquals(new StopTimer(), Programs.handle(cursor, InterruptKind.TIMER).get(1));
  }

  @Test
  void eachTimerHasAnAnswerOfItsOwnAndCanBeIgnoredFirst() {
    GuestCursor cursor = cursor("timer physical 4ms", "timer 2ms once ignored 2", "hvc");
    cursor.complete();
    cursor.complete();
    List<Elementary> ignored = List.of(new Compute(1000), new EndOfInterrupt());
    assertEquals(ignored, Programs.handle(cursor, InterruptKind.TIMER));
    GuestCursor moved = GuestCursor.restored(cursor.code(), cursor.save());
    for (GuestCursor each : List.of(cursor, moved)) {
      Elementary rearm = new RearmTimer(GuestTimer.PHYSICAL, 4_000_000_000L);
      assertEquals(rearm, Programs.handle(each, InterruptKind.PHYSICAL_TIMER).get(1));
      assertEquals(ignored, Programs.handle(each, InterruptKind.TIMER));
      assertEquals(new StopTimer(), Programs.handle(each, InterruptKind.TIMER).get(1));
      assertEquals(rearm, Programs.handle(each, InterruptKind.PHYSICAL_TIMER).get(1));
    }
  }

  @Test
  void aWaitForSgisEndsWhenEnoughHaveBeenHandled() {
    GuestCursor cursor = cursor("wait-sgi 2", "hvc");
    cursor.complete();
    assertEquals(new WaitForSgi(2), cursor.operation());
    Programs.handle(cursor, InterruptKind.SGI);
    Programs.handle(cursor, InterruptKind.TIMER);
    assertEquals(new WaitForSgi(2), cursor.operation());
    Programs.handle(cursor, InterruptKind.SGI);
    assertEquals(new Hypercall(), cursor.operation());
  }

  @Test
  void sgisThatCameEarlyAreCountedOnce() {
    GuestCursor cursor = cursor("hvc", "wait-sgi 2", "wait-sgi 1");
    for (int i = 0; i < 2; i++) {
      Programs.handle(cursor, InterruptKind.SGI);
    }
    cursor.complete();
    assertEquals(new WaitForSgi(1), cursor.operation());
  }

  @Test
  void aLoopThatOnlyWaitsEndsItsTurnWhenAllAreCounted() {
    GuestCursor cursor = cursor("forever {", "wait-sgi 1", "}");
    for (int i = 0; i < 5; i++) {
      Programs.handle(cursor, InterruptKind.SGI);
      assertEquals(new WaitForSgi(1), cursor.operation());
    }
  }

  @Test
  void onlySgisToTheNextCountAsTurns() {
    GuestCursor cursor = cursor("sgi 1 to all", "sgi 1 to next", "sgi 1 to 3", "sgi 1 to next");
    Programs.walked(cursor, 10);
    assertEquals(2, cursor.turn());
  }

  @Test
  void aCopyGoesItsOwnWay() {
    GuestCursor cursor = cursor("repeat 2 {", "compute 10", "}");
    cursor.compute(4);
    GuestCursor copy = cursor.copy();
    copy.complete();
    copy.complete();
    assertInstanceOf(PowerOff.class, copy.operation());
    assertEquals(6, cursor.remainingCycles());
    cursor.complete();
    assertEquals(10, cursor.remainingCycles());
  }

  @Test
  void aHandlerThatOpensInterruptsIsInterruptedAndGoesOn() {
    GuestCursor cursor = nesting();
    cursor.compute(40);
    cursor.interrupt(InterruptKind.DEVICE, 40);
    assertTrue(cursor.masksInterrupts());
    cursor.mask(false);
    cursor.complete();
    assertEquals(40, cursor.handling());
    cursor.interrupt(InterruptKind.DEVICE, 41);
    assertEquals(41, cursor.handling());
    assertTrue(cursor.masksInterrupts());
    finishHandler(cursor);
    // Two of three passes of the loop are left, whatever the other handler has counted.
    assertEquals(40, cursor.handling());
    assertFalse(cursor.masksInterrupts());
    assertEquals(List.of(new Hypercall(), new Hypercall()), finishHandler(cursor));
    assertEquals(60, cursor.remainingCycles());
    assertEquals(IntId.NONE, cursor.handling());
  }

  @Test
  void aGuestInNestedHandlersIsSavedAndRestored() {
    GuestCursor cursor = nesting();
    cursor.compute(40);
    cursor.interrupt(InterruptKind.DEVICE, 40);
    cursor.mask(false);
    cursor.complete();
    cursor.interrupt(InterruptKind.DEVICE, 41);
    GuestCursor restored = GuestCursor.restored(cursor.code(), cursor.save());
    assertEquals(41, restored.handling());
    assertTrue(restored.isMasked());
    finishHandler(restored);
    assertEquals(List.of(new Hypercall(), new Hypercall()), finishHandler(restored));
    assertEquals(60, restored.remainingCycles());
    long[] cut = Arrays.copyOf(cursor.save(), cursor.save().length - 1);
    assertThrows(IllegalArgumentException.class, () -> GuestCursor.restored(cursor.code(), cut));
  }

  @Test
  void aStackHoldsSoManyHandlersAndNoMore() {
    GuestCursor cursor = nesting();
    for (int depth = 0; depth < 64; depth++) {
      cursor.interrupt(InterruptKind.DEVICE, 40);
      cursor.mask(false);
    }
    assertTrue(cursor.masksInterrupts());
    finishHandler(cursor);
    assertFalse(cursor.masksInterrupts());
  }

  @Test
  void aHandlerThatEndsItsInterruptItselfOnlyReturns() {
    var own = new InterruptHandler(0, GuestParser.parse(List.of("write ICC_EOIR1_EL1 40", "hvc")));
    var program =
        new GuestProgram("test", GuestParser.parse(List.of("wfi")))
            .withHandlers(Map.of(), Map.of(40, own));
    GuestCursor cursor = new GuestCursor(program.compile());
    cursor.interrupt(InterruptKind.DEVICE, 40);
    cursor.complete();
    cursor.complete();
    assertInstanceOf(GuestOperation.ReturnFromInterrupt.class, cursor.operation());
    cursor.complete();
    assertFalse(cursor.inHandler());
  }

  /// A guest that computes, and a handler that makes three calls.
  private static GuestCursor nesting() {
    var handler = new InterruptHandler(0, GuestParser.parse(List.of("repeat 3 {", "hvc", "}")));
    var program =
        new GuestProgram("test", GuestParser.parse(List.of("compute 100")))
            .withHandlers(Map.of(InterruptKind.DEVICE, handler), Map.of());
    return new GuestCursor(program.compile());
  }

  private static List<Elementary> finishHandler(GuestCursor cursor) {
    List<Elementary> done = new ArrayList<>();
    while (!(cursor.operation() instanceof EndOfInterrupt)) {
      done.add(cursor.operation());
      cursor.complete();
    }
    cursor.complete();
    return done;
  }

  @Property(tries = 300)
  void aCursorGoesThroughTheProgramAsWritten(@ForAll long seed) {
    var body = Programs.random(new Random(seed), 3);
    var cursor = new GuestCursor(new GuestProgram("test", body).compile());
    assertEquals(Programs.unrolled(body), Programs.walked(cursor, Integer.MAX_VALUE));
  }

  @Property(tries = 300)
  void aCursorNeverLeavesItsProgramWhateverInterruptsIt(@ForAll long seed) {
    Random random = new Random(seed);
    var handler = new InterruptHandler(3, List.of(new Hypercall()));
    var program =
        new GuestProgram(
            "test",
            Programs.randomMaybeEndless(random, 3),
            Map.of(InterruptKind.TIMER, handler, InterruptKind.SGI, handler));
    GuestCursor cursor = new GuestCursor(program.compile());
    for (int step = 0; step < 300; step++) {
      Elementary operation = cursor.operation();
      assertEquals(operation instanceof Compute, cursor.remainingCycles() > 0);
      assertTrue(cursor.inHandler() || !(operation instanceof EndOfInterrupt));
      if (!cursor.inHandler() && random.nextInt(3) == 0) {
        cursor.interrupt(random.nextBoolean() ? InterruptKind.TIMER : InterruptKind.SGI, 3);
      } else if (operation instanceof Compute && random.nextBoolean()) {
        cursor.compute(random.nextLong(cursor.remainingCycles() + 1));
      } else {
        cursor.complete();
      }
    }
  }
}
