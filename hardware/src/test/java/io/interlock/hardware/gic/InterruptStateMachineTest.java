package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The transition table of the interrupt state machine, row by row.
class InterruptStateMachineTest {
  private static final int N = 5;

  private enum Trigger {
    EDGE,
    LEVEL
  }

  private enum Event {
    LINE_UP,
    LINE_DOWN,
    SET_PENDING,
    CLEAR_PENDING,
    ACKNOWLEDGE,
    DEACTIVATE
  }

  // In the start column, "high" and "latch" say why an interrupt is pending.
  @ParameterizedTest(name = "{0}: {1} on {2} gives {3}")
  @CsvSource({
    "EDGE,  inactive,             LINE_UP,       pending",
    "LEVEL, inactive,             LINE_UP,       pending",
    "EDGE,  inactive,             SET_PENDING,   pending",
    "LEVEL, inactive,             SET_PENDING,   pending",
    "EDGE,  inactive,             LINE_DOWN,     inactive",
    "EDGE,  pending latch,        ACKNOWLEDGE,   active",
    "LEVEL, pending latch,        ACKNOWLEDGE,   active",
    "LEVEL, pending high,         ACKNOWLEDGE,   active+pending",
    "LEVEL, pending high latch,   ACKNOWLEDGE,   active+pending",
    "LEVEL, pending high,         LINE_DOWN,     inactive",
    "LEVEL, pending high latch,   LINE_DOWN,     pending",
    "EDGE,  pending high latch,   LINE_DOWN,     pending",
    "EDGE,  pending latch,        CLEAR_PENDING, inactive",
    "LEVEL, pending latch,        CLEAR_PENDING, inactive",
    "LEVEL, pending high,         CLEAR_PENDING, pending",
    "EDGE,  active,               LINE_UP,       active+pending",
    "LEVEL, active,               LINE_UP,       active+pending",
    "EDGE,  active,               SET_PENDING,   active+pending",
    "EDGE,  active,               DEACTIVATE,    inactive",
    "LEVEL, active,               DEACTIVATE,    inactive",
    "EDGE,  active pending latch, DEACTIVATE,    pending",
    "LEVEL, active pending high,  DEACTIVATE,    pending",
    "LEVEL, active pending high,  LINE_DOWN,     active",
    "EDGE,  active pending latch, CLEAR_PENDING, active",
    "LEVEL, active pending high,  CLEAR_PENDING, active+pending",
    "EDGE,  inactive high,        LINE_UP,       inactive",
  })
  void transition(Trigger trigger, String start, Event event, String expected) {
    InterruptBank bank = started(trigger, start);
    switch (event) {
      case LINE_UP -> bank.line(N, true);
      case LINE_DOWN -> bank.line(N, false);
      case SET_PENDING -> bank.latch(1 << N);
      case CLEAR_PENDING -> bank.unlatch(1 << N);
      case ACKNOWLEDGE -> bank.activate(N);
      case DEACTIVATE -> bank.deactivate(N);
    }
    assertEquals(expected, stateOf(bank));
  }

  @Test
  void otherInterruptsOfTheBankAreUntouched() {
    InterruptBank bank = started(Trigger.LEVEL, "pending high");
    bank.activate(N);
    assertEquals(1 << N, bank.active);
    assertEquals(1 << N, bank.pending());
  }

  @Test
  void onlyTheUpperFivePriorityBitsAreKept() {
    InterruptBank bank = new InterruptBank(0, ~0);
    bank.setPriority(3, 0xFF);
    assertEquals(0xF8, bank.priority(3));
  }

  @Test
  void mostUrgentIsLowestPriorityValueThenLowestNumber() {
    InterruptBank bank = new InterruptBank(0, ~0);
    bank.setPriority(1, 0x20);
    bank.setPriority(2, 0x10);
    bank.setPriority(3, 0x10);
    assertEquals(2, bank.mostUrgent(0b1110));
    assertEquals(1, bank.mostUrgent(0b0010));
    assertEquals(-1, bank.mostUrgent(0));
  }

  @Test
  void copyIsIndependent() {
    InterruptBank bank = started(Trigger.EDGE, "pending latch");
    InterruptBank copy = bank.copy();
    bank.activate(N);
    bank.setPriority(N, 0x80);
    assertEquals("pending", stateOf(copy));
    assertNotEquals(bank.priority(N), copy.priority(N));
  }

  private static InterruptBank started(Trigger trigger, String start) {
    InterruptBank bank = new InterruptBank(trigger == Trigger.EDGE ? ~0 : 0, ~0);
    String words = start.toLowerCase(Locale.ROOT);
    if (words.contains("high")) {
      bank.line(N, true);
      bank.unlatch(1 << N);
    }
    if (words.contains("latch")) {
      bank.latch(1 << N);
    }
    if (words.startsWith("active")) {
      bank.active |= 1 << N;
    }
    return bank;
  }

  private static String stateOf(InterruptBank bank) {
    boolean pending = (bank.pending() & (1 << N)) != 0;
    boolean active = (bank.active & (1 << N)) != 0;
    if (active) {
      return pending ? "active+pending" : "active";
    }
    return pending ? "pending" : "inactive";
  }
}
