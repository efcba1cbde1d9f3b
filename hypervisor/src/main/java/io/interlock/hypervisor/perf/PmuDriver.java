package io.interlock.hypervisor.perf;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The PMU driver on one PE (`arm_pmuv3.c`): programs counters for events, takes from them what was
/// counted, and turns them from the host to a guest and back.
final class PmuDriver {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg ENABLE = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg DISABLE = SysReg.named("PMCNTENCLR_EL0");
  private static final SysReg ENABLE_INTERRUPT = SysReg.named("PMINTENSET_EL1");
  private static final SysReg DISABLE_INTERRUPT = SysReg.named("PMINTENCLR_EL1");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSCLR_EL0");
  private static final SysReg CYCLES = SysReg.named("PMCCNTR_EL0");
  private static final SysReg CYCLE_FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final RegisterFamily COUNTERS = RegisterFamily.of("PMEVCNTR", "_EL0");
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final long EXCLUDES_EL0 = CYCLE_FILTER.field("U").mask();
  private static final long EXCLUDES_EL1 = CYCLE_FILTER.field("P").mask();
  private static final long INCLUDES_EL2 = CYCLE_FILTER.field("NSH").mask();
  private static final long ON =
      CONTROL.field("E").mask() | CONTROL.field("LC").mask() | CONTROL.field("LP").mask();
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  /// A counter is set for half its range at most, so that it can be read in time.
  private static final long LONGEST = LOW_HALF >>> 1;

  private static final long LONGEST_WIDE = Long.MAX_VALUE;

  private final transient Pmu pmu;
  private final transient boolean vhe;
  private long usable;
  private @Nullable PerfEvent[] onCounter = new PerfEvent[Pmu.CYCLE_COUNTER + 1];
  private final long[] previous = new long[Pmu.CYCLE_COUNTER + 1];
  private SwitchedEvents switched = SwitchedEvents.NONE;
  private long inUse;
  private boolean guestLoaded;

  PmuDriver(Pmu pmu, boolean vhe, long usable) {
    this.pmu = pmu;
    this.vhe = vhe;
    this.usable = usable;
  }

  /// Clears the counters that it may use, and switches the PMU on (`armv8pmu_reset`,
  /// `armv8pmu_start`).
  void reset() {
    write(DISABLE, usable);
    write(DISABLE_INTERRUPT, usable);
    write(OVERFLOWS, usable);
    write(CONTROL, ON);
  }

  PmuDriver copy(Pmu copiedPmu, PerfCopies copies) {
    PmuDriver copy = new PmuDriver(copiedPmu, vhe, usable);
    for (int n = 0; n < onCounter.length; n++) {
      PerfEvent event = onCounter[n];
      copy.onCounter[n] = event == null ? null : copies.of(event);
      copy.previous[n] = previous[n];
    }
    copy.switched = switched;
    copy.inUse = inUse;
    copy.guestLoaded = guestLoaded;
    return copy;
  }

  boolean vhe() {
    return vhe;
  }

  /// From now on it gives out these counters only.
  void allow(long counters) {
    usable = counters;
  }

  /// The counters that events have, as bits.
  long used() {
    long used = 0;
    for (int n = 0; n < onCounter.length; n++) {
      used |= onCounter[n] == null ? 0 : 1L << n;
    }
    return used;
  }

  SwitchedEvents switched() {
    return switched;
  }

  /// Takes all counters away from their events, to be given out anew. Hardware follows with
  /// [#program].
  ///
  /// @return which events had the counters
  @Nullable PerfEvent[] takeAll() {
    @Nullable PerfEvent[] before = onCounter;
    for (long rest = inUse; rest != 0; rest &= rest - 1) {
      PerfEvent event = before[Long.numberOfTrailingZeros(rest)];
      if (event != null) {
        event.enter(PerfEvent.State.INACTIVE);
      }
    }
    onCounter = new PerfEvent[before.length];
    inUse = 0;
    return before;
  }

  /// Finds a counter: the cycle counter for cycles, else the first that is free, or the first pair
  /// (`armv8pmu_get_event_idx`).
  boolean give(PerfEvent event) {
    PerfAttributes attributes = event.attributes();
    boolean cycles = attributes.event() == PmuEvent.CPU_CYCLES && isFree(Pmu.CYCLE_COUNTER);
    int n = cycles ? Pmu.CYCLE_COUNTER : freeCounter(attributes.needsPair(pmu.model()));
    if (n < 0) {
      return false;
    }
    onCounter[n] = event;
    inUse |= 1L << n;
    event.enter(PerfEvent.State.ACTIVE);
    return true;
  }

  /// Programs the counters for the events that have them now. One that keeps its counter goes on
  /// counting.
  ///
  /// @param before as [#takeAll] returned it
  void program(@Nullable PerfEvent[] before) {
    long stopped = 0;
    long started = 0;
    for (int n = 0; n < onCounter.length; n++) {
      if (before[n] != onCounter[n]) {
        stopped |= all(n, before[n]);
        started |= all(n, onCounter[n]);
      }
    }
    if (stopped != 0) {
      write(DISABLE, stopped);
      write(DISABLE_INTERRUPT, stopped);
      write(OVERFLOWS, stopped);
      switched = switched.without(stopped);
    }
    if (started != 0) {
      start(before, started);
    }
  }

  private void start(@Nullable PerfEvent[] before, long started) {
    long interrupting = 0;
    long waiting = 0;
    for (long rest = inUse; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      PerfEvent event = onCounter[n];
      if (event != null && event != before[n]) {
        program(n, event);
        interrupting |= bits(n, event);
        boolean waitsForGuest = !vhe && event.attributes().excludes(Exclusion.HOST);
        waiting |= waitsForGuest ? all(n, event) : 0;
      }
    }
    write(ENABLE_INTERRUPT, interrupting);
    write(ENABLE, started & ~waiting);
    if (guestLoaded && !vhe) {
      turn(switched.host() & started, switched.guest() & started);
    }
  }

  /// Takes over what all counters have counted.
  void foldAll() {
    for (long rest = inUse; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      PerfEvent event = onCounter[n];
      if (event != null) {
        boolean _ = fold(n, event);
      }
    }
  }

  /// Lets the counter of the event, if it has one, overflow when its next sample is due.
  void reload(PerfEvent event) {
    int n = counterOf(event);
    if (n >= 0) {
      set(n, event);
    }
  }

  /// The PMU's interrupt (`armv8pmu_handle_irq`): clears the overflows of its counters. The events
  /// of which a sample is due are the result.
  List<PerfEvent> interrupt() {
    long overflows = pmu.read(OVERFLOWS, ExceptionLevel.EL2) & usable;
    write(OVERFLOWS, overflows);
    List<PerfEvent> due = new ArrayList<>();
    for (long rest = inUse; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      PerfEvent event = onCounter[n];
      boolean overflowed = (overflows & bits(n, event)) != 0;
      if (event != null && overflowed) {
        if (fold(n, event)) {
          due.add(event);
        }
        set(n, event);
      }
    }
    return due;
  }

  void enterGuest() {
    guestLoaded = true;
    turn(switched.host(), switched.guest());
  }

  void leaveGuest() {
    guestLoaded = false;
    turn(switched.guest(), switched.host());
  }

  private void turn(long off, long on) {
    if (!vhe) {
      write(DISABLE, off);
      write(ENABLE, on);
      return;
    }
    for (long rest = off | on; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      long type = pmu.read(type(n), ExceptionLevel.EL2);
      boolean counts = (on & 1L << n) != 0;
      write(type(n), counts ? type & ~EXCLUDES_EL0 : type | EXCLUDES_EL0);
    }
  }

  /// The number of the counter that counts the event, or a negative one.
  int counterOf(PerfEvent event) {
    for (int n = 0; n < onCounter.length; n++) {
      if (onCounter[n] == event) {
        return n;
      }
    }
    return -1;
  }

  private int freeCounter(boolean pair) {
    int step = pair ? 2 : 1;
    for (int n = 0; n + step <= pmu.model().eventCounters(); n += step) {
      if (isFree(n) && (!pair || isFree(n + 1))) {
        return n;
      }
    }
    return -1;
  }

  private boolean isFree(int n) {
    boolean upperHalf = n % 2 == 1 && n < Pmu.CYCLE_COUNTER && isPair(n - 1, onCounter[n - 1]);
    return (usable & 1L << n) != 0 && onCounter[n] == null && !upperHalf;
  }

  private boolean isPair(int n, @Nullable PerfEvent event) {
    return n != Pmu.CYCLE_COUNTER && event != null && event.attributes().needsPair(pmu.model());
  }

  private long bits(int n, @Nullable PerfEvent event) {
    return isPair(n, event) ? 2L << n : 1L << n;
  }

  private void program(int n, PerfEvent event) {
    PerfAttributes attributes = event.attributes();
    boolean pair = isPair(n, event);
    switched = switched.with(all(n, event), attributes, vhe);
    long filter = turned(n, filter(attributes));
    write(type(n), n == Pmu.CYCLE_COUNTER ? filter : filter | attributes.event());
    if (pair) {
      write(type(n + 1), filter | PmuEvent.CHAIN);
    }
    set(n, event);
  }

  /// The filter as it is while a guest is loaded, if one is.
  private long turned(int n, long filter) {
    if (!vhe || !guestLoaded) {
      return filter;
    }
    long bit = 1L << n;
    long open = (switched.guest() & bit) == 0 ? filter : filter & ~EXCLUDES_EL0;
    return (switched.host() & bit) == 0 ? open : open | EXCLUDES_EL0;
  }

  /// All counters that the event takes.
  private long all(int n, @Nullable PerfEvent event) {
    if (event == null) {
      return 0;
    }
    return isPair(n, event) ? 3L << n : 1L << n;
  }

  /// Lets the counter overflow when the event's next sample is due.
  private void set(int n, PerfEvent event) {
    boolean wide = event.attributes().wide();
    long start = -event.distance(wide ? LONGEST_WIDE : LONGEST);
    writeCounter(n, event, start);
    previous[n] = isNarrow(n, event) ? start & LOW_HALF : start;
  }

  /// Whether the counter behind the event has 32 bits.
  private boolean isNarrow(int n, PerfEvent event) {
    return n != Pmu.CYCLE_COUNTER && !pmu.model().hasLongEventCounters() && !isPair(n, event);
  }

  /// The result is whether a sample is due.
  private boolean fold(int n, PerfEvent event) {
    long value = readCounter(n, event);
    long counted = value - previous[n];
    previous[n] = value;
    return event.add(isNarrow(n, event) ? counted & LOW_HALF : counted);
  }

  private long readCounter(int n, PerfEvent event) {
    long low = pmu.read(counter(n), ExceptionLevel.EL2);
    return isPair(n, event)
        ? pmu.read(counter(n + 1), ExceptionLevel.EL2) << 32 | (low & LOW_HALF)
        : low;
  }

  private void writeCounter(int n, PerfEvent event, long value) {
    write(counter(n), value);
    if (isPair(n, event)) {
      write(counter(n + 1), value >>> 32);
    }
  }

  /// `armv8pmu_set_event_filter`. At EL2 is the host's kernel, or else a hypervisor.
  private long filter(PerfAttributes attributes) {
    boolean kernel = attributes.excludes(Exclusion.KERNEL);
    boolean host = attributes.excludes(Exclusion.HOST);
    boolean guest = attributes.excludes(Exclusion.GUEST);
    long filter = kernel ? EXCLUDES_EL1 : 0;
    filter |= attributes.excludes(Exclusion.USER) ? EXCLUDES_EL0 : 0;
    if (vhe) {
      filter |= !kernel && !host ? INCLUDES_EL2 : 0;
      filter |= guest ? EXCLUDES_EL1 : 0;
      filter |= host ? EXCLUDES_EL0 : 0;
      return filter;
    }
    return attributes.excludes(Exclusion.HYPERVISOR) || host ? filter : filter | INCLUDES_EL2;
  }

  private static SysReg counter(int n) {
    return n == Pmu.CYCLE_COUNTER ? CYCLES : COUNTERS.member(n);
  }

  private static SysReg type(int n) {
    return n == Pmu.CYCLE_COUNTER ? CYCLE_FILTER : TYPES.member(n);
  }

  private void write(SysReg register, long value) {
    pmu.write(register, value, ExceptionLevel.EL2);
  }
}
