package io.interlock.hypervisor.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.interlock.hypervisor.guest.GuestOperation.EndOfInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.Hypercall;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.WaitForInterrupt;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GuestProgramTest {
  private static void assertRefused(String message, Executable creation) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, creation).getMessage());
  }

  @Test
  void nothingMayFollowAnEndlessLoop() {
    List<GuestOperation> body =
        List.of(new Forever(List.of(new WaitForInterrupt())), new Hypercall());
    assertRefused(
        "nothing is reached after a loop that never ends: hvc",
        () -> new GuestProgram("test", body).compile());
  }

  @Test
  void loopsAreNestedEightDeepAtMost() {
    GuestOperation nested = new Hypercall();
    for (int depth = 0; depth < GuestCode.NESTING_MAX; depth++) {
      nested = new Repeat(2, List.of(nested));
    }
    var deepest = List.of(nested);
    var tooDeep = List.<GuestOperation>of(new Repeat(2, deepest));
    assertEquals(
        1 << GuestCode.NESTING_MAX,
        Programs.walked(new GuestCursor(new GuestProgram("test", deepest).compile()), 1000).size());
    assertRefused(
        "loops are nested too deep, allowed are 8 levels",
        () -> new GuestProgram("test", tooDeep).compile());
  }

  @Test
  void anInterruptIsNotEndedByTheProgram() {
    assertRefused(
        "eoi is done by interrupt handlers on their own",
        () -> new GuestProgram("test", List.of(new EndOfInterrupt())).compile());
  }

  @Test
  void aHandlerMustEnd() {
    assertRefused(
        "an interrupt handler must end: wfi does not",
        () -> new InterruptHandler(1, List.of(new WaitForInterrupt())));
    assertRefused(
        "an interrupt handler must end: forever { does not",
        () ->
            new InterruptHandler(
                1, List.of(new Repeat(2, List.of(new Forever(List.of(new Hypercall())))))));
  }

  @Test
  void sgisGoToWhomTheyName() {
    assertEquals(List.of(1, 3), receivers(new SgiTarget.Vcpus(List.of(1, 3, 3, 9)), 0, 4, 0));
    assertEquals(List.of(0, 1, 3), receivers(new SgiTarget.AllButSelf(), 2, 4, 0));
    assertEquals(List.of(3), receivers(new SgiTarget.NextInTurn(), 2, 4, 0));
    assertEquals(List.of(0), receivers(new SgiTarget.NextInTurn(), 2, 4, 1));
    assertEquals(List.of(), receivers(new SgiTarget.NextInTurn(), 0, 1, 0));
  }

  @Property
  void inTurnEachOtherVcpuComesOnceARound(
      @ForAll @IntRange(min = 2, max = 20) int vcpus,
      @ForAll @LongRange(min = 0, max = 1_000_000) long turn,
      @ForAll @IntRange(min = 0, max = 19) int anySelf) {
    int self = anySelf % vcpus;
    var inTurn = new ArrayList<Integer>();
    for (int i = 0; i < vcpus - 1; i++) {
      inTurn.addAll(receivers(new SgiTarget.NextInTurn(), self, vcpus, turn + i));
    }
    assertEquals(
        receivers(new SgiTarget.AllButSelf(), self, vcpus, 0), inTurn.stream().sorted().toList());
  }

  private static List<Integer> receivers(SgiTarget target, int self, int vcpus, long turn) {
    List<Integer> receivers = new ArrayList<>();
    target.forEach(self, vcpus, turn, receivers::add);
    return receivers;
  }
}
