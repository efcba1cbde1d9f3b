package io.interlock.hypervisor.guest;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestCode.Instruction;
import io.interlock.hypervisor.guest.GuestOperation.ArmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.EndOfInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.ReadRegister;
import io.interlock.hypervisor.guest.GuestOperation.ReturnFromInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.SendSgi;
import io.interlock.hypervisor.guest.GuestOperation.StopTimer;
import io.interlock.hypervisor.guest.GuestOperation.WaitForSgi;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where one vCPU is in its program.
///
/// There is always a current [#operation]. The vCPU performs it, then says so with [#complete], or
/// with [#compute] for as many cycles as it has run; in between, it may leave the PE as often as it
/// likes. Owned by one vCPU; [#copy] takes a snapshot. Walking allocates nothing.
///
/// A vCPU that takes an interrupt acknowledges it and calls [#interrupt]. The operations are then
/// those of the handler, up to and including [EndOfInterrupt] or [ReturnFromInterrupt]; interrupts
/// are masked until the handler opens them.
public final class GuestCursor {
  private static final int SAVED_NUMBERS = 10 + 2 * TimerAnswer.SAVED_NUMBERS;
  private static final int DEPTH = 5;
  private static final int OF_PROFILER = SAVED_NUMBERS - 1;
  private static final long[] NO_PROFILER = {};
  private static final int HANDLER_SLOT = GuestCode.NESTING_MAX;
  private static final long[] NO_LOOPS = {};

  // Whoever compares two cursors of one vCPU knows its code.
  private final transient GuestCode code;

  // For each loop that is counting: passes that are left, the current one included.
  private final long[] passes;
  private int position = GuestCode.START;
  private long remainingCycles;
  private long computedCycles;

  // Where in a mix that does not repeat each cycle; 0 for one that does.
  private int mixPhase;

  // What the handler that runs has interrupted, null where none runs.
  private @Nullable Suspended suspended;
  private boolean masked;

  private TimerAnswer virtualAnswer = TimerAnswer.STOP_VIRTUAL;
  private TimerAnswer physicalAnswer = TimerAnswer.STOP_PHYSICAL;
  private @Nullable GuestProfiler profiler;
  private long sgisInTurn;
  private long sgisUncounted;
  private long x0;

  /// At the first operation of `code`.
  public GuestCursor(GuestCode code) {
    this.code = code;
    this.passes = new long[code.slots()];
    settle();
  }

  private GuestCursor(GuestCursor original) {
    code = original.code;
    passes = original.passes.clone();
    position = original.position;
    remainingCycles = original.remainingCycles;
    mixPhase = original.mixPhase;
    computedCycles = original.computedCycles;
    suspended = original.suspended;
    masked = original.masked;
    virtualAnswer = original.virtualAnswer;
    physicalAnswer = original.physicalAnswer;
    profiler = original.profiler == null ? null : original.profiler.copy();
    sgisInTurn = original.sgisInTurn;
    sgisUncounted = original.sgisUncounted;
    x0 = original.x0;
  }

  public GuestCursor copy() {
    return new GuestCursor(this);
  }

  /// Where it is, as numbers from which [#restored] goes on with the same code.
  public long[] save() {
    long[] below = Suspended.save(suspended);
    long[] driver = profiler == null ? NO_PROFILER : profiler.save();
    int fixed = passes.length + SAVED_NUMBERS;
    long[] saved = Arrays.copyOf(passes, fixed + driver.length + below.length);
    int next = passes.length;
    saved[next++] = position;
    saved[next++] = remainingCycles;
    saved[next++] = computedCycles;
    saved[next++] = mixPhase;
    saved[next++] = masked ? 1 : 0;
    saved[next++] = Suspended.depth(suspended);
    next = virtualAnswer.save(saved, next);
    next = physicalAnswer.save(saved, next);
    saved[next++] = sgisInTurn;
    saved[next++] = sgisUncounted;
    saved[next++] = x0;
    saved[next++] = driver.length;
    System.arraycopy(driver, 0, saved, next, driver.length);
    System.arraycopy(below, 0, saved, next + driver.length, below.length);
    return saved;
  }

  /// The cursor of a vCPU that was saved elsewhere.
  ///
  /// @throws IllegalArgumentException where the numbers are not of this code
  public static GuestCursor restored(GuestCode code, long[] saved) {
    long least = (long) code.slots() + SAVED_NUMBERS;
    if (saved.length >= least) {
      least += saved[code.slots() + OF_PROFILER];
    }
    if (saved.length < least || (saved.length == least) != (saved[code.slots() + DEPTH] == 0)) {
      throw new IllegalArgumentException(
          "%d numbers of a guest, allowed: %d".formatted(saved.length, least));
    }
    GuestCursor cursor = new GuestCursor(code);
    int next = cursor.passes.length;
    System.arraycopy(saved, 0, cursor.passes, 0, next);
    cursor.position = Math.toIntExact(saved[next++]);
    cursor.remainingCycles = saved[next++];
    cursor.computedCycles = saved[next++];
    cursor.mixPhase = Math.toIntExact(saved[next++]);
    cursor.masked = saved[next++] != 0;
    int depth = Math.toIntExact(saved[next++]);
    cursor.virtualAnswer = TimerAnswer.restored(GuestTimer.VIRTUAL, saved, next);
    next += TimerAnswer.SAVED_NUMBERS;
    cursor.physicalAnswer = TimerAnswer.restored(GuestTimer.PHYSICAL, saved, next);
    next += TimerAnswer.SAVED_NUMBERS;
    cursor.sgisInTurn = saved[next++];
    cursor.sgisUncounted = saved[next++];
    cursor.x0 = saved[next++];
    int ofProfiler = Math.toIntExact(saved[next++]);
    if (ofProfiler > 0) {
      cursor.profiler = GuestProfiler.restored(code.profiler(), saved, next);
    }
    cursor.suspended = Suspended.restored(depth, saved, next + ofProfiler);
    return cursor;
  }

  /// What the vCPU does now. At the end of the program that is [PowerOff], and stays so.
  public Elementary operation() {
    return switch (code.at(position)) {
      case Instruction.Execute(var operation) -> operation;
      case Instruction.AnswerTimer(var timer) -> answerOf(timer).operation();
      case Instruction.Profile _ -> Objects.requireNonNull(profiler().operation());
      case Instruction other -> throw new IllegalStateException("stopped at " + other);
    };
  }

  /// X0 as far as the model knows it: what the last call returned.
  public long x0() {
    return x0;
  }

  /// A call has returned, or the program is begun, with this in X0.
  public void x0(long value) {
    x0 = value;
  }

  /// What is left of the current [Compute]; 0 if the operation is another.
  public long remainingCycles() {
    return remainingCycles;
  }

  /// What happens while it computes.
  public GuestMix mix() {
    return code.mix();
  }

  /// Cycles that it has computed, modulo [EventMix#PERIOD_CYCLES], where the mix asks for that.
  public int mixPhase() {
    return mixPhase;
  }

  /// Whether it computes in the guest's user space.
  public boolean inUserSpace() {
    return operation() instanceof Compute(_, boolean userSpace) && userSpace;
  }

  /// Whether the guest masks interrupts: in a handler that has not opened them, where it says so,
  /// in what perf has its driver do, and when its stack is full of handlers.
  public boolean masksInterrupts() {
    return masked
        || code.at(position) instanceof Instruction.Profile
        || Suspended.depth(suspended) == Suspended.DEPTH_MAX;
  }

  /// PSTATE.I, which the guest sets and clears.
  public void mask(boolean interrupts) {
    masked = interrupts;
  }

  /// PSTATE.I.
  public boolean isMasked() {
    return masked;
  }

  /// The code that it walks through.
  public GuestCode code() {
    return code;
  }

  /// Cycles computed since the beginning.
  public long computedCycles() {
    return computedCycles;
  }

  /// Whether a handler runs.
  public boolean inHandler() {
    return suspended != null;
  }

  /// The interrupt whose handler runs, [IntId#NONE] where none does.
  public int handling() {
    return suspended == null ? IntId.NONE : suspended.handled();
  }

  /// How many SGIs were sent to [SgiTarget.NextInTurn]; see [SgiTarget#forEach].
  public long turn() {
    return sgisInTurn;
  }

  /// Runs `cycles` of the current [Compute], and goes on to the next operation when none is left.
  ///
  /// @param cycles 0 to [#remainingCycles]
  public void compute(long cycles) {
    if (cycles < 0 || cycles > remainingCycles) {
      throw new IllegalArgumentException(
          "computed %d cycles, allowed are 0 to %d".formatted(cycles, remainingCycles));
    }
    remainingCycles -= cycles;
    if (code.mix() != GuestMix.PLAIN) {
      mixPhase = (int) ((mixPhase + cycles) % EventMix.PERIOD_CYCLES);
    }
    computedCycles += cycles;
    if (remainingCycles == 0 && operation() instanceof Compute) {
      advance();
    }
  }

  /// Goes on to the next operation; what is left of a [Compute] counts as done.
  public void complete() {
    if (code.at(position) instanceof Instruction.Profile) {
      boolean awaitsValue = operation() instanceof ReadRegister;
      profiler().completed();
      if (!awaitsValue) {
        settleProfiling();
      }
      return;
    }
    switch (operation()) {
      case PowerOff _ -> {}
      case EndOfInterrupt _, ReturnFromInterrupt _ -> resume();
      case ArmTimer arm -> {
        answer(TimerAnswer.to(arm));
        advance();
      }
      case StopTimer(var timer) -> {
        answer(TimerAnswer.stop(timer));
        advance();
      }
      case SendSgi(_, SgiTarget.NextInTurn()) -> {
        sgisInTurn++;
        advance();
      }
      // The cursor goes past it when enough have come.
      case WaitForSgi _ -> {}
      case Elementary _ -> advance();
    }
  }

  /// Turns to the handler of an interrupt that the vCPU has just acknowledged. What it interrupts
  /// may be another handler, which has opened interrupts.
  ///
  /// @throws IllegalStateException while the guest masks interrupts
  public void interrupt(InterruptKind kind, int intid) {
    if (masksInterrupts()) {
      throw new IllegalStateException(kind + " interrupt while interrupts are masked");
    }
    if (kind == InterruptKind.SGI) {
      sgisUncounted++;
    }
    long[] loops = inHandler() ? Arrays.copyOfRange(passes, HANDLER_SLOT, passes.length) : NO_LOOPS;
    suspended = new Suspended(position, remainingCycles, intid, loops, suspended);
    masked = true;
    position = code.handlerOf(kind, intid);
    settle();
  }

  /// The read of a register that was completed last returned this. To be called before the next
  /// operation is asked for.
  public void returned(long value) {
    if (code.at(position) instanceof Instruction.Profile) {
      profiler().returned(value);
      settleProfiling();
    }
  }

  private void settleProfiling() {
    if (profiler().operation() == null) {
      advance();
    }
  }

  private TimerAnswer answerOf(GuestTimer timer) {
    return timer == GuestTimer.VIRTUAL ? virtualAnswer : physicalAnswer;
  }

  private void answer(TimerAnswer answer) {
    if (answer.timer() == GuestTimer.VIRTUAL) {
      virtualAnswer = answer;
    } else {
      physicalAnswer = answer;
    }
  }

  /// Whether the handler leaves the timer as it is this time.
  private boolean ignores(GuestTimer timer) {
    TimerAnswer answer = answerOf(timer);
    boolean ignores = answer.ignored() > 0;
    if (ignores) {
      answer(answer.oneLess());
    }
    return ignores;
  }

  private GuestProfiler profiler() {
    GuestProfiler known = profiler;
    if (known == null) {
      known = new GuestProfiler(code.profiler());
      profiler = known;
    }
    return known;
  }

  private void resume() {
    Suspended before = Objects.requireNonNull(suspended, "no handler runs");
    position = before.position();
    remainingCycles = before.cycles();
    before.restoreLoops(passes, HANDLER_SLOT);
    suspended = before.below();
    // It was interrupted, so it had interrupts open.
    masked = false;
    if (operation() instanceof WaitForSgi) {
      settle();
    }
  }

  private void advance() {
    position++;
    settle();
  }

  /// Goes past all that is no operation of its own, and begins what it finds.
  private void settle() {
    while (!beginsHere()) {
      switch (code.at(position)) {
        case Instruction.EnterLoop(var slot, var times) -> {
          passes[slot] = times;
          position++;
        }
        case Instruction.CountPass(var slot, var start) ->
            position = --passes[slot] > 0 ? start : position + 1;
        case Instruction.GoBack(var start) -> position = start;
        // A wait that is over already, a timer that the handler ignores.
        case Instruction.Execute _, Instruction.AnswerTimer _, Instruction.Profile _ -> position++;
      }
    }
  }

  private boolean beginsHere() {
    remainingCycles = 0;
    return switch (code.at(position)) {
      case Instruction.Execute(Compute(var cycles, _)) -> {
        remainingCycles = cycles;
        yield true;
      }
      case Instruction.Execute(WaitForSgi(var count)) -> {
        boolean waits = sgisUncounted < count;
        sgisUncounted -= waits ? 0 : count;
        yield waits;
      }
      case Instruction.Execute _ -> true;
      case Instruction.AnswerTimer(var timer) -> !ignores(timer);
      case Instruction.Profile(var task) -> {
        profiler().begin(task);
        yield profiler().operation() != null;
      }
      case Instruction.EnterLoop _, Instruction.CountPass _, Instruction.GoBack _ -> false;
    };
  }
}
