package io.interlock.actors.host.pe;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.MonitorControls;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.Distributor;
import io.interlock.actors.host.MonitorView;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.plan.PerfPlan;
import io.interlock.engine.Sim;
import io.interlock.engine.trace.Mix;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuTraps;
import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestCursor;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.perf.HostPerf;
import io.interlock.hypervisor.perf.PerfCopies;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.SwitchedEvents;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The performance monitors of a PE at work: what they count, their interrupt line, the host's
/// handler, and whose context is in the PE.
///
/// What a guest's computing counts as follows from its mix ([Execution]). Its register accesses and
/// exits take time, but count nothing, so that a count follows from the guest's program and the PE
/// alone. The host's kernel counts cycles and instructions, one each cycle, for the time that its
/// work takes: at EL2, or at EL1 where it has no VHE and is not about to switch worlds.
final class PeMonitors {
  private static final EventMix HOST_MIX = EventMix.ONE_INSTRUCTION_A_CYCLE;
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg ENABLED = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg CLEAR_OVERFLOWS = SysReg.named("PMOVSCLR_EL0");

  private static final SysReg WRITE_TRAPS = SysReg.named("HDFGWTR_EL2");
  private static final List<SysReg> BITMASKS = List.of(ENABLED, INTERRUPTS, OVERFLOWS);
  private static final RegisterFamily COUNTERS = RegisterFamily.of("PMEVCNTR", "_EL0");
  private static final RegisterFamily TYPES = RegisterFamily.of("PMEVTYPER", "_EL0");

  private final @Nullable HostPerf shared;
  private final @Nullable PePerf perf;
  private final HostEvents events;
  private long interrupting;
  private transient boolean quiet;
  private transient @Nullable MonitorControls controls;
  private boolean reserved;
  private int ownIntid;
  private @Nullable VcpuId resident;
  private @Nullable ActorRef<Vcpu.Command> residentVcpu;

  private PeMonitors(@Nullable HostPerf shared, @Nullable PePerf perf, HostEvents events) {
    this.shared = shared;
    this.perf = perf;
    this.events = events;
  }

  /// The monitors of a PE that boots, with perf where somebody needs it.
  static PeMonitors boot(PeSetup setup, PeHardware hardware) {
    PerfPlan plan = setup.perf();
    HostPerf shared = perfOf(setup, hardware.pmu());
    return new PeMonitors(
        shared,
        plan == null || shared == null ? null : PePerf.boot(shared, plan),
        HostEvents.boot(setup, shared));
  }

  /// perf on a PE that boots; null where nobody counts with it.
  private static @Nullable HostPerf perfOf(PeSetup setup, Pmu pmu) {
    PerfPlan plan = setup.perf();
    if (plan != null) {
      return HostPerf.onReset(pmu, plan.pmu(), plan.vhe(), plan.usable());
    }
    long all = PmuPartition.NONE.hostMask(pmu.model().eventCounters());
    return HostEvents.sessions(setup).isEmpty()
        ? null
        : HostPerf.onReset(pmu, HostEvents.ONLY_PMU, true, all);
  }

  /// The same over a copy of the PMU.
  PeMonitors copy(Pmu copiedPmu) {
    PerfCopies copies = new PerfCopies();
    HostPerf all = shared == null ? null : shared.copy(copiedPmu, copies);
    PeMonitors copy =
        new PeMonitors(
            all,
            perf == null || all == null ? null : perf.copy(all, copies),
            events.copy(all, copies));
    copy.interrupting = interrupting;
    copy.reserved = reserved;
    copy.ownIntid = ownIntid;
    copy.resident = resident;
    copy.residentVcpu = residentVcpu;
    return copy;
  }

  // Whose context is here.

  /// `vcpu->cpu` is set: a vCPU's registers are about to come.
  ///
  /// @param intid by which counters of its guest's own interrupt it, in hardware or not; 0 if it
  ///     has none
  void load(Sim<PhysicalCpu.Command> sim, PeState pe, int intid) {
    ownIntid = intid;
    resident = pe.threads.currentId();
    residentVcpu = pe.threads.currentVcpu();
    if (sim.observed(Fact.ContextLoaded.class)) {
      sim.state(
          new Fact.ContextLoaded(pe.threads.currentId(), pe.setup.index(), hostRegisters(pe)));
    }
  }

  /// `vcpu->cpu` is cleared: a vCPU's registers are gone.
  void put(Sim<PhysicalCpu.Command> sim, PeState pe) {
    VcpuId vcpu = pe.threads.currentId();
    int index = pe.setup.index();
    if (sim.observed(Fact.ContextPut.class)) {
      sim.state(
          new Fact.ContextPut(vcpu, index, hostRegisters(pe), pe.hardware.listRegistersHeld()));
    }
    if (ofOwner() && sim.observed()) {
      long range = ofGuests(pe);
      sim.state(
          new Fact.GuestRangeLeft(
              vcpu,
              index,
              range & pe.hardware.read(ENABLED),
              range & pe.hardware.read(INTERRUPTS),
              range & pe.hardware.read(OVERFLOWS)));
    }
    resident = null;
    residentVcpu = null;
    reserved = false;
    ownIntid = 0;
  }

  /// From now on the guest's counters are in hardware, or no longer; perf keeps out of them as
  /// long.
  void reserve(Sim<PhysicalCpu.Command> sim, PeState pe, boolean forGuest) {
    reserved = forGuest;
    events.reserve(sim, pe, forGuest);
  }

  /// From now on trapped accesses go to hardware, whatever is there.
  void own() {
    reserved = true;
  }

  /// The lock of perf's events is taken, or given back.
  void lockPerf(boolean take) {
    events.lock(take);
  }

  /// The host's perf events.
  HostEvents events() {
    return events;
  }

  /// Whether the guest's counters are in hardware.
  boolean reserved() {
    return reserved;
  }

  /// What the guest whose counters are here has in its control registers; null if none are here and
  /// nobody cares for what is.
  @Nullable MonitorView view(PeState pe) {
    if (perf != null && !ofOwner()) {
      return perf.view();
    }
    if (!reserved && !pe.setup.hooks().trustsHardware()) {
      return null;
    }
    Pmu pmu = pe.hardware.pmu();
    return new MonitorView(
        reserved,
        pmu.read(CONTROL, ExceptionLevel.EL2),
        pmu.read(INTERRUPTS, ExceptionLevel.EL2),
        pmu.read(OVERFLOWS, ExceptionLevel.EL2),
        SwitchedEvents.NONE);
  }

  // perf, and emulated PMUs.

  /// A vCPU is loaded, with the emulated PMU that it may have.
  void guestView(Sim<PhysicalCpu.Command> sim, PeState pe, @Nullable GuestMonitors itsMonitors) {
    if (perf != null) {
      perf.load(sim, pe, itsMonitors);
    }
  }

  /// The vCPU is put.
  void hostView(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (perf != null) {
      perf.put(sim, pe);
    }
  }

  /// An access to the emulated PMU that trapped.
  void access(Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.Elementary operation) {
    if (perf != null) {
      perf.access(sim, pe, operation);
    }
  }

  /// The emulated PMU of the vCPU that was put, if it has one and was not asked for before.
  @Nullable GuestMonitors takeReturned() {
    return perf == null ? null : perf.takeReturned();
  }

  /// Perf events take turns, by a timer that pulls the guest out.
  void rotationDue(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (perf != null) {
      pe.interrupts.hostTimer(sim, pe);
      perf.rotate(sim, pe);
    }
  }

  /// Whether this is the INTID by which the guest's PMU interrupts it.
  boolean interruptsGuest(int intid) {
    return intid == (ofOwner() || perf == null ? ownIntid : perf.guestIntid());
  }

  // Counting.

  /// Whether it matters what the guest executes.
  boolean count(PeState pe) {
    return ofOwner() || !pe.hardware.pmu().idle();
  }

  /// The guest has run for so many cycles.
  void guestRan(Sim<PhysicalCpu.Command> sim, PeState pe, Execution execution, long cycles) {
    Pmu pmu = pe.hardware.pmu();
    long overflowed = pmu.run(execution.mix(), execution.from(), cycles, execution.at());
    if (ofOwner() && sim.observed()) {
      sim.state(
          new Fact.GuestRan(
              pe.threads.currentId(),
              pe.setup.index(),
              cycles,
              overflowed,
              execution.mix(),
              execution.from(),
              execution.at()));
    }
    if (overflowed != 0) {
      evaluate(sim, pe, false);
    }
  }

  /// Something else than computing has happened `times` times.
  void happened(
      Sim<PhysicalCpu.Command> sim, PeState pe, int event, long times, ExceptionLevel at) {
    long overflowed = pe.hardware.pmu().count(event, times, at);
    if (times != 0 && pe.guest.running() && ofOwner() && sim.observed()) {
      sim.state(
          new Fact.EventHappened(
              pe.threads.currentId(), pe.setup.index(), event, times, overflowed, at));
    }
    if (overflowed != 0) {
      evaluate(sim, pe, false);
    }
  }

  /// The host's kernel has worked for so long.
  ///
  /// @param switchesWorlds whether it is what a world switch does, which is at EL2 in any case
  void hostRan(Sim<PhysicalCpu.Command> sim, PeState pe, long picos, boolean switchesWorlds) {
    Pmu pmu = pe.hardware.pmu();
    if (pmu.idle() || isQuiet(pe)) {
      return;
    }
    var clock = pe.setup.pe().clock();
    long cycles = clock.cycles(sim.now()) - clock.cycles(sim.now() - picos);
    boolean below = pe.setup.perf() != null && !pe.setup.perf().vhe() && !switchesWorlds;
    events.before(pe, sim.observed());
    long overflowed = pmu.run(HOST_MIX, 0, cycles, below ? ExceptionLevel.EL1 : ExceptionLevel.EL2);
    events.after(sim, pe, cycles);
    if (overflowed != 0) {
      evaluate(sim, pe, false);
    }
  }

  /// Whether nothing counts, or should count, what a host does that has VHE. That holds until a
  /// register is written.
  private boolean isQuiet(PeState pe) {
    boolean hasVhe = pe.setup.perf() == null || pe.setup.perf().vhe();
    if (!quiet || pe.hardware.monitorsWritten()) {
      quiet = hasVhe && !events.haveCounters() && pe.hardware.pmu().quiet(ExceptionLevel.EL2);
    }
    return quiet;
  }

  /// Cycles that the guest can run before a counter interrupts, [Pmu#NEVER] if none will.
  long cyclesUntilInterrupt(PeState pe, GuestCursor guest) {
    Pmu pmu = pe.hardware.pmu();
    if (pmu.idle()) {
      return Pmu.NEVER;
    }
    Execution execution = Execution.of(pe, guest);
    return pmu.cyclesUntilInterrupt(execution.mix(), execution.from(), execution.at());
  }

  // The line, and the host's handler.

  /// The host wrote registers that the line depends on.
  void hostWrote(Sim<PhysicalCpu.Command> sim, PeState pe) {
    evaluate(sim, pe, true);
  }

  /// The guest wrote registers that the line depends on.
  void guestWrote(Sim<PhysicalCpu.Command> sim, PeState pe) {
    evaluate(sim, pe, false);
  }

  private void evaluate(Sim<PhysicalCpu.Command> sim, PeState pe, boolean byHostsWrite) {
    quiet = false;
    controls = null;
    long before = interrupting;
    interrupting = pe.hardware.pmu().interrupting();
    if (before == interrupting) {
      return;
    }
    long unmasked = interrupting & ~before & ofGuests(pe);
    if (byHostsWrite && unmasked != 0 && sim.observed()) {
      sim.state(new Fact.OverflowUnmasked(pe.setup.index(), resident, unmasked));
    }
    boolean moved = (before == 0) != (interrupting == 0);
    if (moved) {
      drive(pe.setup, pe.setup.monitorIntid(), interrupting != 0);
    }
  }

  private static void drive(PeSetup setup, int intid, boolean high) {
    if (IntId.isSpi(intid)) {
      setup.distributor().tell(new Distributor.Command.Line(intid, high));
    } else if (intid != 0) {
      setup.redistributor().tell(new Redistributor.Command.Line(intid, high));
    }
  }

  /// The driver's interrupt handler (`armv8pmu_handle_irq`): clears what has overflowed, samples
  /// for the host, and hands KVM what is the guest's.
  void interrupt(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (!pe.setup.partition().exists()) {
      interruptPerf(sim, pe);
      return;
    }
    long found = pe.hardware.read(OVERFLOWS) & pe.hardware.read(INTERRUPTS);
    long ofGuest = found & ofGuests(pe);
    if (sim.observed()) {
      sim.state(new Fact.MonitorInterrupt(pe.setup.index(), resident, ofGuest, found & ~ofGuest));
    }
    pe.hardware.write(CLEAR_OVERFLOWS, ofGuest);
    if ((found & ~ofGuest) != 0) {
      interruptPerf(sim, pe);
      pe.hardware.write(CLEAR_OVERFLOWS, found & ~ofGuest);
    }
    if (ofGuest != 0 && residentVcpu != null) {
      residentVcpu.tell(new Vcpu.Command.CountersOverflowed(ofGuest));
    }
    hostWrote(sim, pe);
  }

  /// perf's part: overflows of the events that it has given counters to, for the host or for an
  /// emulated PMU.
  private void interruptPerf(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (perf != null) {
      perf.interrupt(sim, pe);
    } else if (shared != null) {
      List<PerfEvent> _ = shared.interrupt(sim.now());
    }
  }

  /// What the host has in its range, in a number that changes when that does.
  long hostRange(PeState pe) {
    Pmu pmu = pe.hardware.pmu();
    long range = pe.setup.partition().hostMask(pmu.model().eventCounters());
    long hash = 0;
    for (SysReg register : BITMASKS) {
      hash = Mix.fold(hash, pmu.read(register, ExceptionLevel.EL2) & range);
    }
    for (int n = pe.setup.partition().guestCounters(); n < pmu.model().eventCounters(); n++) {
      hash = Mix.fold(hash, pmu.read(COUNTERS.member(n), ExceptionLevel.EL2));
      hash = Mix.fold(hash, pmu.read(TYPES.member(n), ExceptionLevel.EL2));
    }
    return hash;
  }

  /// The guest is about to be entered.
  void entering(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (ofOwner() && sim.observed()) {
      long raising = interrupting & ofGuests(pe);
      long trapBits = PmuTraps.reservedTrapBits() & pe.hardware.read(WRITE_TRAPS);
      sim.state(
          new Fact.MonitorsEntered(
              pe.threads.currentId(),
              pe.setup.index(),
              raising != 0,
              trapBits,
              reserved,
              controls(pe)));
    }
  }

  /// What is in the guest's control registers, until a register is written.
  private MonitorControls controls(PeState pe) {
    MonitorControls present = controls;
    if (present == null || pe.hardware.monitorsWritten()) {
      present = MonitorControls.of(pe.setup.partition().guestCounters(), pe.hardware::read);
      controls = present;
    }
    return present;
  }

  /// Host code runs that could use the PMU.
  void hostLooks(Sim<PhysicalCpu.Command> sim, PeState pe) {
    VcpuId vcpu = resident;
    if (vcpu != null && pe.setup.partition().exists() && sim.observed()) {
      sim.state(new Fact.HostLooked(pe.setup.index(), vcpu, hostRegisters(pe)));
    }
  }

  /// The guest's bits of PMCNTEN, PMINTEN and PMOVS, without those that the host uses meanwhile.
  private long ofGuests(PeState pe) {
    return pe.setup.partition().guestMask() & ~(shared == null ? 0 : shared.used());
  }

  /// Whether the guest that is loaded has counters of its own, in hardware or not.
  boolean ofOwner() {
    return ownIntid != 0;
  }

  private static HostRegisters hostRegisters(PeState pe) {
    return HostRegisters.of(pe.hardware.file()::read);
  }
}
