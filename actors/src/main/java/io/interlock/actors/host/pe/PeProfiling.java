package io.interlock.actors.host.pe;

import io.interlock.actors.fact.ByteString;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.Spu;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.engine.Sim;
import io.interlock.engine.trace.Mix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferMemory;
import io.interlock.hardware.spe.BufferRegime;
import io.interlock.hardware.spe.InstructionMix;
import io.interlock.hardware.spe.MemoryLatencies;
import io.interlock.hardware.spe.MixedExecution;
import io.interlock.hardware.spe.ProfilingControl;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeCount;
import io.interlock.hardware.spe.SpeCounts;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hypervisor.guest.GuestCursor;
import io.interlock.hypervisor.program.source.Barrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statistical profiling on a PE: what its unit samples of the guest, where the records go, and the
/// level of PMBIRQ, which leaves through the instance's actor ([Spu]).
///
/// A guest executes one operation each cycle, at the level at which it computes. All that it
/// executes between two deliveries is sampled in one go.
final class PeProfiling {
  /// What `arm_spe_pmu_reset_local` writes, and PMSCR_EL1, which a VHE host has to clear as well.
  private static final List<SysReg> RESET =
      List.of(
          SpeRegisters.PMSCR_EL2,
          SpeRegisters.PMSCR_EL1,
          SpeRegisters.PMBLIMITR_EL1,
          SpeRegisters.PMBPTR_EL1,
          SpeRegisters.PMBSR_EL1);

  private static final SysReg STAGE_2 = SysReg.named("VTTBR_EL2");
  private static final int VMID_SHIFT = 48;
  private static final long HOST = Mix.text("host");
  private static final BufferMemory NOBODY_LOOKS = (_, _, _, _) -> {};

  private final @Nullable HostProfiler host;

  /// Whether it was the host that was sampled last; what becomes of samples is its, too.
  private boolean ofHost;

  private boolean driver;
  private boolean unmapped;
  private boolean raised;
  private long raisedAt;
  private transient SpeTotals told = SpeTotals.NONE;

  private PeProfiling(@Nullable HostProfiler host) {
    this.host = host;
  }

  /// That of a PE that boots.
  static PeProfiling boot(PeSetup setup) {
    return new PeProfiling(HostProfiler.of(setup));
  }

  PeProfiling copy() {
    PeProfiling copy = new PeProfiling(host == null ? null : host.copy());
    copy.ofHost = ofHost;
    copy.driver = driver;
    copy.unmapped = unmapped;
    copy.raised = raised;
    copy.raisedAt = raisedAt;
    copy.told = told;
    return copy;
  }

  /// Whether what the guest executes now is in the population.
  static boolean samples(PeState pe, GuestCursor guest) {
    ProfilingUnit unit = pe.hardware.profilingUnit();
    return unit != null && unit.isSampling(levelOf(guest));
  }

  private static ExceptionLevel levelOf(GuestCursor guest) {
    return guest.inUserSpace() ? ExceptionLevel.EL0 : ExceptionLevel.EL1;
  }

  /// The guest runs for so many cycles up to now, and is sampled.
  void guestRan(Sim<PhysicalCpu.Command> sim, PeState pe, GuestCursor guest, long cycles) {
    ExceptionLevel at = levelOf(guest);
    var clock = pe.setup.pe().clock();
    InstructionMix mix = guest.code().sampled();
    VcpuId vcpu = pe.threads.currentId();
    var execution =
        new MixedExecution(
            at == ExceptionLevel.EL1 ? mix.ofKernel() : mix,
            MemoryLatencies.of(pe.setup.pe().coreType().coreClass()),
            at,
            Mix.fold(Mix.text(vcpu.vmName()), vcpu.index()),
            guest.computedCycles(),
            pe.setup.counter().count(sim.now() - clock.picos(cycles)),
            (double) clock.hz() / pe.setup.counter().hz());
    ofHost = false;
    execute(sim, pe, execution, cycles, at);
  }

  private void execute(
      Sim<PhysicalCpu.Command> sim,
      PeState pe,
      MixedExecution execution,
      long cycles,
      ExceptionLevel at) {
    ProfilingUnit unit = unit(pe);
    SpeCounts before = countsForMonitors(pe, unit);
    unit.execute(execution, cycles, at, regime(pe), memory(sim, pe));
    tellMonitors(sim, pe, before, at);
    account(sim, pe, unit);
    evaluate(sim, pe, true);
  }

  /// The second stage of a VM maps its buffers no more, until a vCPU of it is entered anew.
  void unmap(Sim<PhysicalCpu.Command> sim, PeState pe, int vm) {
    if (!pe.guest.running() || pe.threads.currentId().vm() != vm) {
      return;
    }
    // What ran until now could still write; alarms are set anew after.
    if (pe.guest.computing()) {
      pe.guest.computed(sim, pe);
    }
    unmapped = true;
    if (pe.guest.computing()) {
      pe.guest.computed(sim, pe);
    }
  }

  // The host's own session.

  void await(Sim<PhysicalCpu.Command> sim) {
    if (host != null) {
      host.await(sim);
    }
  }

  void sessionDue(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (host != null) {
      host.due(sim, pe);
    }
  }

  /// Somebody sent the PE an IPI to call a function.
  void called(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (host != null) {
      host.called(sim, pe);
    }
  }

  /// The host's handler of PMBIRQ.
  void interrupt(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (host != null) {
      host.interrupt(sim, pe);
    }
  }

  /// The host's kernel has worked for so long.
  void hostRan(Sim<PhysicalCpu.Command> sim, PeState pe, long picos) {
    HostProfiler session = host;
    if (session == null || !session.isRunning() || !unit(pe).isSampling(ExceptionLevel.EL2)) {
      return;
    }
    ofHost = true;
    var clock = pe.setup.pe().clock();
    long cycles = clock.cycles(sim.now()) - clock.cycles(sim.now() - picos);
    var execution =
        new MixedExecution(
            InstructionMix.ORDINARY.ofKernel(),
            MemoryLatencies.of(pe.setup.pe().coreType().coreClass()),
            ExceptionLevel.EL2,
            Mix.fold(HOST, pe.setup.index()),
            session.compute(cycles),
            pe.setup.counter().count(sim.now() - picos),
            (double) clock.hz() / pe.setup.counter().hz());
    execute(sim, pe, execution, cycles, ExceptionLevel.EL2);
  }

  // What happens to the unit.

  /// Cycles that the guest can run before its buffer may have an event.
  long cyclesUntilEvent(PeState pe, GuestCursor guest) {
    return samples(pe, guest)
        ? unit(pe).operationsBeforeStop(levelOf(guest), regime(pe))
        : Long.MAX_VALUE;
  }

  /// The guest is entered: what KVM maps is mapped.
  void guestEntered(PeState pe) {
    unmapped = false;
    synchronise(pe);
  }

  /// An exception is taken or returned from: indirect writes to registers are seen from here on.
  void synchronise(PeState pe) {
    ProfilingUnit unit = pe.hardware.profilingUnit();
    if (unit != null) {
      unit.contextSynchronisation();
    }
  }

  /// The guest is left.
  void guestLeft(Sim<PhysicalCpu.Command> sim, PeState pe) {
    synchronise(pe);
    if (raised && sim.observed() && guestOwns(pe)) {
      sim.state(
          new OfProfiling.EventSeen(
              pe.threads.currentId(),
              pe.setup.index(),
              sim.now() - raisedAt,
              pe.setup.spu() == null ? 0 : pe.setup.spu().blackoutPicosMax()));
    }
  }

  /// A barrier of the host's code or the guest's.
  void fence(Sim<PhysicalCpu.Command> sim, PeState pe, Barrier barrier) {
    ProfilingUnit unit = pe.hardware.profilingUnit();
    if (unit == null) {
      return;
    }
    SpeCounts before = countsForMonitors(pe, unit);
    switch (barrier) {
      case PSB_CSYNC -> unit.profilingBarrier(regime(pe));
      case DSB_NSH, DSB_ISH, DSB_SY -> unit.dataBarrier(memory(sim, pe));
      case ISB -> unit.contextSynchronisation();
    }
    tellMonitors(sim, pe, before, pe.guest.running() ? ExceptionLevel.EL1 : ExceptionLevel.EL2);
    account(sim, pe, unit);
    evaluate(sim, pe, true);
  }

  /// Registers were written: the line follows PMBSR_EL1.S.
  void evaluate(Sim<PhysicalCpu.Command> sim, PeState pe) {
    evaluate(sim, pe, false);
  }

  /// @param byUnit whether the unit has done something, rather than that an event of before is put
  ///     back
  private void evaluate(Sim<PhysicalCpu.Command> sim, PeState pe, boolean byUnit) {
    ProfilingUnit unit = unit(pe);
    PeSpu spu = pe.setup.spu();
    boolean level = unit.interruptLine();
    if (level == raised || spu == null) {
      return;
    }
    raised = level;
    raisedAt = sim.now();
    if (sim.observed()) {
      int index = pe.setup.index();
      if (level && byUnit && guestOwns(pe) && pe.threads.hasCurrent()) {
        sim.state(
            new OfProfiling.EventRaised(pe.threads.currentId(), index, unit.status().value()));
      }
      sim.state(
          level
              ? new Fact.HostInterruptRaised(index, spu.intid(), 0)
              : new Fact.HostInterruptWithdrawn(index, spu.intid()));
    }
    spu.instance().tell(new Spu.Command.ServiceBit(pe.setup.index(), level));
  }

  /// The host's driver comes or goes, on a CPU that is there.
  void driver(Sim<PhysicalCpu.Command> sim, PeState pe, boolean present, boolean online) {
    driver = present;
    if (online) {
      start(sim, pe, present);
    }
  }

  /// The CPU comes or goes: so does the driver on it (`arm_spe_pmu_cpu_startup`,
  /// `arm_spe_pmu_cpu_teardown`).
  void hotplug(Sim<PhysicalCpu.Command> sim, PeState pe, boolean online) {
    if (driver) {
      start(sim, pe, online);
    }
  }

  /// Resets the unit, and enables its interrupt or disables it.
  private void start(Sim<PhysicalCpu.Command> sim, PeState pe, boolean present) {
    PeSpu spu = pe.setup.spu();
    if (spu == null) {
      return;
    }
    pe.interruptGuest(sim);
    for (SysReg control : RESET) {
      pe.hardware.write(control, 0);
    }
    pe.hardware.takeProfilingWritten();
    account(sim, pe, unit(pe));
    evaluate(sim, pe);
    pe.setup.redistributor().tell(new Redistributor.Command.SetEnabled(spu.intid(), present));
  }

  /// What the unit has done since is also events that the PE's counters can count (SAMPLE_POP and
  /// the like).
  private static void tellMonitors(
      Sim<PhysicalCpu.Command> sim, PeState pe, @Nullable SpeCounts before, ExceptionLevel at) {
    if (before == null) {
      return;
    }
    ProfilingUnit unit = unit(pe);
    for (SpeCount count : SpeCount.values()) {
      if (count.pmuEvent() != SpeCount.NO_PMU_EVENT) {
        long times = unit.counted(count) - before.of(count);
        pe.monitors.happened(sim, pe, count.pmuEvent(), times, at);
      }
    }
  }

  /// What [#tellMonitors] starts from; null while no counter could count it.
  private static @Nullable SpeCounts countsForMonitors(PeState pe, ProfilingUnit unit) {
    return pe.hardware.pmu().idle() ? null : unit.counts();
  }

  /// States what was counted since this was last done.
  private void account(Sim<PhysicalCpu.Command> sim, PeState pe, ProfilingUnit unit) {
    if (!sim.observed() || !(ofHost || pe.threads.hasCurrent())) {
      return;
    }
    SpeTotals now = SpeTotals.of(unit);
    if (now.equals(told)) {
      return;
    }
    int index = pe.setup.index();
    SpeTotals more = now.minus(told);
    sim.state(
        ofHost
            ? new OfProfiling.HostCounted(index, more)
            : new OfProfiling.Counted(pe.threads.currentId(), index, more));
    told = now;
  }

  private static boolean guestOwns(PeState pe) {
    return ProfilingControl.owner(pe.hardware.file()) == ExceptionLevel.EL1;
  }

  private BufferRegime regime(PeState pe) {
    return guestOwns(pe) ? GuestMemory.of(vmid(pe), !unmapped) : GuestMemory.ofHost();
  }

  static int vmid(PeState pe) {
    return (int) (pe.hardware.file().read(STAGE_2) >>> VMID_SHIFT);
  }

  private BufferMemory memory(Sim<PhysicalCpu.Command> sim, PeState pe) {
    HostProfiler session = host;
    if (ofHost && session != null && sim.observed()) {
      long start = GuestMemory.physicalOfHost(session.bufferStart());
      long end = GuestMemory.physicalOfHost(session.bufferEnd());
      return (address, _, _, length) ->
          sim.state(
              new OfProfiling.HostRecordsWritten(
                  pe.setup.index(),
                  GuestMemory.owner(address),
                  address >= start && address + length <= end,
                  length));
    }
    if (!sim.observed() || !pe.threads.hasCurrent()) {
      return NOBODY_LOOKS;
    }
    VcpuId vcpu = pe.threads.currentId();
    boolean kept = sim.observed(OfProfiling.BytesWritten.class);
    return (address, source, offset, length) -> {
      int owner = GuestMemory.owner(address);
      sim.state(new OfProfiling.RecordsWritten(vcpu, pe.setup.index(), owner, address, length));
      if (kept) {
        sim.state(
            new OfProfiling.BytesWritten(vcpu, address, ByteString.of(source, offset, length)));
      }
    };
  }

  private static ProfilingUnit unit(PeState pe) {
    @Nullable ProfilingUnit unit = pe.hardware.profilingUnit();
    if (unit == null) {
      throw new IllegalStateException("PE " + pe.setup.index() + " has no SPU");
    }
    return unit;
  }
}
