package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.Exclusion;
import io.interlock.hypervisor.perf.PerfAttributes;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.ThreadPerf;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest's counters (`struct kvm_pmc`): what a counter holds is its register in memory, plus what
/// the perf event behind it has counted.
///
/// SW_INCR and CHAIN are counted in memory, and an event that the filter denies has no perf event:
/// its counter stands still.
final class GuestCounters {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg ENABLED = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg CYCLES = SysReg.named("PMCCNTR_EL0");
  private static final SysReg FILTER = SysReg.named("PMCCFILTR_EL0");
  private static final RegisterFamily COUNTERS = RegisterFamily.of("PMEVCNTR", "_EL0");
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");
  private static final long ENABLE = CONTROL.field("E").mask();
  private static final long LONG_EVENTS = CONTROL.field("LP").mask();
  private static final long LONG_CYCLES = CONTROL.field("LC").mask();
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final transient RegisterFile saved;
  private final transient GuestPmu guest;
  private final @Nullable PerfEvent[] events = new PerfEvent[Pmu.CYCLE_COUNTER + 1];

  GuestCounters(RegisterFile saved, GuestPmu guest) {
    this.saved = saved;
    this.guest = guest;
  }

  GuestCounters copy(RegisterFile copied, PerfCopies copies) {
    GuestCounters copy = new GuestCounters(copied, guest);
    for (int n = 0; n < events.length; n++) {
      PerfEvent event = events[n];
      copy.events[n] = event == null ? null : copies.of(event);
    }
    return copy;
  }

  static SysReg counter(int n) {
    return n == Pmu.CYCLE_COUNTER ? CYCLES : COUNTERS.member(n);
  }

  static SysReg type(int n) {
    return n == Pmu.CYCLE_COUNTER ? FILTER : TYPES.member(n);
  }

  /// What the guest finds in a counter (`kvm_pmu_get_pmc_value`).
  long value(int n, ThreadPerf perf) {
    PerfEvent event = events[n];
    return with(n, event == null ? 0 : perf.read(event));
  }

  /// The same where the thread runs on no PE, so that its perf events have counted all they will.
  long settled(int n) {
    PerfEvent event = events[n];
    return with(n, event == null ? 0 : event.count());
  }

  private long with(int n, long counted) {
    long value = saved.read(counter(n)) + counted;
    return guest.isWide(n) ? value : value & LOW_HALF;
  }

  /// The guest writes a counter: it begins anew (`kvm_pmu_set_pmc_value`).
  void set(int n, long value, ThreadPerf perf) {
    release(n, perf);
    saved.assign(counter(n), guest.isWide(n) ? value : value & LOW_HALF);
    begin(n, perf);
  }

  /// What the counter counts has changed: it goes on with another perf event
  /// (`kvm_pmu_create_perf_event`).
  void begin(int n, ThreadPerf perf) {
    stop(n, perf);
    long type = saved.read(type(n));
    int event = eventOf(n);
    boolean backed =
        n == Pmu.CYCLE_COUNTER || (event != PmuEvent.SW_INCR && event != PmuEvent.CHAIN);
    if (!backed || !guest.allows(event)) {
      return;
    }
    events[n] =
        perf.create(
            new PerfAttributes(
                guest.hostPmu(), event, excluded(type), true, guest.isWide(n), isEnabled(n)),
            period(n, saved.read(counter(n))));
  }

  /// The counter keeps its value, and no perf event counts for it (`kvm_pmu_stop_counter`).
  void stop(int n, ThreadPerf perf) {
    if (events[n] != null) {
      saved.assign(counter(n), value(n, perf));
      release(n, perf);
    }
  }

  private void release(int n, ThreadPerf perf) {
    PerfEvent event = events[n];
    if (event != null) {
      perf.release(event);
      events[n] = null;
    }
  }

  /// `kvm_pmu_enable_counter_mask`.
  void enable(long counters, ThreadPerf perf) {
    long enabled = (saved.read(CONTROL) & ENABLE) == 0 ? 0 : counters;
    for (long rest = enabled; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      PerfEvent event = events[n];
      if (event == null) {
        begin(n, perf);
      } else {
        perf.enable(event);
      }
    }
  }

  /// `kvm_pmu_disable_counter_mask`.
  void disable(long counters, ThreadPerf perf) {
    for (long rest = counters; rest != 0; rest &= rest - 1) {
      PerfEvent event = events[Long.numberOfTrailingZeros(rest)];
      if (event != null) {
        perf.disable(event);
      }
    }
  }

  /// Events that KVM counts itself (`kvm_pmu_counter_increment`).
  void increment(long counters, int event) {
    boolean on = (saved.read(CONTROL) & ENABLE) != 0;
    long counting = on ? counters & saved.read(ENABLED) & guest.eventMask() : 0;
    for (long rest = counting; rest != 0; rest &= rest - 1) {
      int n = Long.numberOfTrailingZeros(rest);
      if (eventOf(n) == event) {
        long value = saved.read(counter(n)) + 1;
        saved.assign(counter(n), guest.isWide(n) ? value : value & LOW_HALF);
        boolean wrapped = (isLong(n) ? value : value & LOW_HALF) == 0;
        if (wrapped) {
          overflow(n);
        }
      }
    }
  }

  /// Takes note of an overflow, and lets it count where it is chained. No chain reaches the cycle
  /// counter (`kvm_pmu_counter_can_chain`).
  private void overflow(int n) {
    saved.setBits(OVERFLOWS, 1L << n);
    boolean chains = n % 2 == 0 && n + 1 < Pmu.CYCLE_COUNTER && !isLong(n);
    if (chains) {
      increment(1L << (n + 1), PmuEvent.CHAIN);
    }
  }

  /// A perf event's sample is due: its counter has overflowed (`kvm_pmu_perf_overflow`). Says
  /// whether the event is one of these.
  boolean overflowed(PerfEvent event, ThreadPerf perf) {
    for (int n = 0; n < events.length; n++) {
      if (events[n] == event) {
        perf.restart(event, period(n, value(n, perf)));
        overflow(n);
        return true;
      }
    }
    return false;
  }

  /// All perf events are gone (`kvm_pmu_vcpu_reset`, `kvm_pmu_vcpu_destroy`).
  void stopAll(ThreadPerf perf) {
    for (int n = 0; n < events.length; n++) {
      stop(n, perf);
    }
  }

  /// The perf event behind a counter, or null.
  @Nullable PerfEvent event(int n) {
    return events[n];
  }

  private boolean isEnabled(int n) {
    return (saved.read(CONTROL) & ENABLE) != 0 && (saved.read(ENABLED) & 1L << n) != 0;
  }

  private int eventOf(int n) {
    return n == Pmu.CYCLE_COUNTER
        ? PmuEvent.CPU_CYCLES
        : (int) saved.read(type(n)) & guest.version().eventMask();
  }

  /// Events from that value to the overflow (`compute_period`); 0 if they do not fit.
  private long period(int n, long value) {
    long left = isLong(n) && guest.isWide(n) ? -value : LOW_HALF + 1 - (value & LOW_HALF);
    return Math.max(left, 0);
  }

  /// `kvm_pmc_has_64bit_overflow`.
  private boolean isLong(int n) {
    return (saved.read(CONTROL) & (n == Pmu.CYCLE_COUNTER ? LONG_CYCLES : LONG_EVENTS)) != 0;
  }

  /// A guest's counters never count its host.
  private static Set<Exclusion> excluded(long type) {
    EnumSet<Exclusion> excluded = EnumSet.of(Exclusion.HYPERVISOR, Exclusion.HOST);
    if (differ(type, "U", "NSU")) {
      excluded.add(Exclusion.USER);
    }
    if (differ(type, "P", "NSK")) {
      excluded.add(Exclusion.KERNEL);
    }
    return excluded;
  }

  private static boolean differ(long type, String one, String other) {
    return FILTER.field(one).get(type) != FILTER.field(other).get(type);
  }
}
