package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.plan.PerfPlan;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.HostPerf;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.PerfSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The host's perf events on a PE whose counters it shares with guests.
///
/// They come and go by an IPI, whose handler takes the lock of perf's events, gives the counters
/// out anew, and starts or stops the host's range: MDCR_EL2.HPME is the switch of that, while
/// PMCR_EL0.E is the guest's as long as its counters are in the PE.
final class HostEvents {
  /// The SGI by which a PE is asked to call a function (`IPI_CALL_FUNC`).
  static final int CALL_FUNCTION_SGI = 1;

  /// The number of the PMU where perf counts nothing but sessions.
  static final int ONLY_PMU = 0;

  private static final SysReg HYP_CONTROL = SysReg.named("MDCR_EL2");
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final long HPME = HYP_CONTROL.field("HPME").mask();
  private static final long HPMD = HYP_CONTROL.field("HPMD").mask();
  private static final long HCCD = HYP_CONTROL.field("HCCD").mask();
  private static final long ENABLE = CONTROL.field("E").mask();
  private static final SysReg CYCLES = SysReg.named("PMCCNTR_EL0");
  private static final RegisterFamily COUNTERS = RegisterFamily.of("PMEVCNTR", "_EL0");

  private final transient List<PerfSession> sessions;
  private final transient int pmu;
  private final @Nullable HostPerf perf;
  private final @Nullable PerfEvent[] running;
  private final transient long[] counted = new long[Pmu.CYCLE_COUNTER + 1];
  private int begun;
  private int ended;
  private boolean reserved;
  private boolean locked;

  private HostEvents(
      List<PerfSession> sessions, int pmu, @Nullable HostPerf perf, @Nullable PerfEvent[] running) {
    this.sessions = sessions;
    this.pmu = pmu;
    this.perf = perf;
    this.running = running;
  }

  /// What the host counts on a PE beside guests that have counters of their own.
  static List<PerfSession> sessions(PeSetup setup) {
    return setup.partition().exists() ? setup.sessions() : List.of();
  }

  /// Those of a PE that boots: none run yet.
  static HostEvents boot(PeSetup setup, @Nullable HostPerf perf) {
    List<PerfSession> sessions = sessions(setup);
    PerfPlan plan = setup.perf();
    boolean shares = setup.partition().exists();
    return new HostEvents(
        sessions,
        plan == null ? ONLY_PMU : plan.pmu(),
        shares ? perf : null,
        new PerfEvent[sessions.size()]);
  }

  /// The same over a copy of perf. Where the host counts nothing, nothing ever changes.
  HostEvents copy(@Nullable HostPerf copiedPerf, PerfCopies copies) {
    if (perf == null) {
      return this;
    }
    @Nullable PerfEvent[] copied = running.clone();
    for (int i = 0; i < copied.length; i++) {
      PerfEvent event = copied[i];
      copied[i] = event == null ? null : copies.of(event);
    }
    HostEvents copy = new HostEvents(sessions, pmu, copiedPerf, copied);
    copy.begun = begun;
    copy.ended = ended;
    copy.reserved = reserved;
    copy.locked = locked;
    return copy;
  }

  // Sessions.

  /// Sessions that are there from the start begin; others are waited for.
  void begin(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (sessions.stream().anyMatch(session -> session.fromPicos() == 0)) {
      due(sim, pe);
    } else {
      await(sim);
    }
  }

  /// Waits for the next session to begin or to end, if there is one.
  private void await(Sim<PhysicalCpu.Command> sim) {
    long next = PerfSession.NEVER;
    for (int i = 0; i < sessions.size(); i++) {
      if (!isSet(begun, i)) {
        next = Math.min(next, sessions.get(i).fromPicos());
      } else if (!isSet(ended, i)) {
        next = Math.min(next, sessions.get(i).untilPicos());
      }
    }
    if (next != PerfSession.NEVER) {
      sim.arm(
          PeAlarm.PERF_SESSION,
          Math.max(0, next - sim.now()),
          new PhysicalCpu.Command.PerfSessionDue());
    }
  }

  /// A session begins or ends: whoever asks for that sends an IPI.
  void due(Sim<PhysicalCpu.Command> sim, PeState pe) {
    for (int i = 0; i < sessions.size(); i++) {
      boolean begins = !isSet(begun, i) && sessions.get(i).fromPicos() <= sim.now();
      boolean ends = isSet(begun, i) && sessions.get(i).untilPicos() <= sim.now();
      begun |= begins ? 1 << i : 0;
      ended |= ends ? 1 << i : 0;
    }
    pe.setup.redistributor().tell(new Redistributor.Command.Sgi(CALL_FUNCTION_SGI));
    await(sim);
  }

  /// The handler of that IPI (`__perf_install_in_context`, `__perf_remove_from_context`).
  void called(Sim<PhysicalCpu.Command> sim, PeState pe) {
    HostPerf all = perf;
    if (all == null) {
      return;
    }
    if (locked) {
      sim.state(new Fact.LockedOut(pe.setup.index()));
      return;
    }
    for (int i = 0; i < sessions.size(); i++) {
      PerfEvent event = running[i];
      if (isSet(begun, i) && !isSet(ended, i) && event == null) {
        running[i] = all.create(sessions.get(i).attributes(pmu), 0, sim.now());
      } else if (isSet(ended, i) && event != null) {
        all.remove(event, sim.now());
        running[i] = null;
      }
    }
    start(sim, pe, all);
  }

  private static boolean isSet(int set, int i) {
    return (set & 1 << i) != 0;
  }

  // Counters.

  /// The counters of guests are taken from perf, or given back to it.
  void reserve(Sim<PhysicalCpu.Command> sim, PeState pe, boolean forGuest) {
    if (perf != null) {
      reserved = forGuest;
      long guest = pe.setup.partition().guestMask();
      long host = pe.setup.partition().hostMask(pe.hardware.pmu().model().eventCounters());
      perf.allow(forGuest ? host : host | guest, sim.now());
      start(sim, pe, perf);
    }
  }

  /// Switches the counters on that events have (`armv8pmu_start`), or the host's range off.
  private void start(Sim<PhysicalCpu.Command> sim, PeState pe, HostPerf all) {
    long guest = pe.setup.partition().guestMask();
    long control = pe.hardware.read(HYP_CONTROL);
    boolean ofHost = (all.used() & ~guest) != 0;
    pe.hardware.write(HYP_CONTROL, ofHost ? control | HPME : control & ~HPME);
    if (!reserved && (all.used() & guest) != 0) {
      pe.hardware.write(CONTROL, pe.hardware.read(CONTROL) | ENABLE);
    }
    if (pe.hardware.takeMonitorsWritten()) {
      pe.monitors.hostWrote(sim, pe);
    }
  }

  /// perf has given out counters anew: those that are used must be on.
  void countersGiven(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (perf != null) {
      start(sim, pe, perf);
    }
  }

  /// Whether some of them have a counter.
  boolean haveCounters() {
    return running.length > 0 && perf != null && !counters(perf).isEmpty();
  }

  /// The lock of perf's events is taken, or given back.
  void lock(boolean take) {
    locked = take && perf != null;
  }

  // What they count.

  /// The host's kernel is about to run.
  void before(PeState pe, boolean observed) {
    if (perf != null && observed) {
      for (int n : counters(perf)) {
        counted[n] = value(pe, n);
      }
    }
  }

  /// It has run for so many cycles, an instruction in each: so many each event should have counted.
  void after(Sim<PhysicalCpu.Command> sim, PeState pe, long cycles) {
    if (perf == null || !sim.observed()) {
      return;
    }
    long stood = 0;
    for (int n : counters(perf)) {
      stood |= value(pe, n) - counted[n] == cycles ? 0 : 1L << n;
    }
    if (stood != 0) {
      sim.state(new Fact.HostEventsStood(pe.setup.index(), stood, why(pe, stood)));
    }
  }

  private static String why(PeState pe, long stood) {
    long control = pe.hardware.read(HYP_CONTROL);
    if ((stood & pe.hardware.pmu().secondRange()) != 0) {
      return (control & HPME) == 0 ? "for its range is switched off" : "for it is disabled";
    }
    return (control & (HPMD | HCCD)) != 0
        ? "for a guest's MDCR_EL2 stops the first range"
        : "for PMCR_EL0.E is the guest's";
  }

  /// The counters that they have now.
  private List<Integer> counters(HostPerf all) {
    List<Integer> used = new ArrayList<>();
    for (PerfEvent event : running) {
      int n = event == null ? -1 : all.counterOf(event);
      if (n >= 0) {
        used.add(n);
      }
    }
    return used;
  }

  private static long value(PeState pe, int n) {
    SysReg counter = n == Pmu.CYCLE_COUNTER ? CYCLES : COUNTERS.member(n);
    return pe.hardware.pmu().read(counter, ExceptionLevel.EL2);
  }
}
