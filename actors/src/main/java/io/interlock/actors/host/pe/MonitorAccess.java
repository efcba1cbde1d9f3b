package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.AccessOutcome;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.program.VcpuContext;

/// A guest's accesses to PMU registers, as the PE carries them out.
///
/// One that traps while the guest's counters are in hardware is carried out there by the switch
/// code, with interrupts masked; the vCPU thread then does the same to KVM's memory. The event
/// filter keeps EL2 out of what is counted. A program may say otherwise
/// ([io.interlock.actors.host.plan.MonitorHooks]).
final class MonitorAccess {
  private static final long COUNTS_EL2 = SysReg.named("PMCCFILTR_EL0").field("NSH").mask();

  private MonitorAccess() {}

  /// Writes for the guest; says whether the access traps.
  static boolean write(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, long value) {
    AccessOutcome outcome = pe.hardware.pmu().outcome(register, true, ExceptionLevel.EL1);
    if (outcome == AccessOutcome.UNDEFINED) {
      return undefined(sim, pe, register, true);
    }
    boolean traps = outcome == AccessOutcome.TRAPS_TO_EL2;
    if (!traps) {
      stateReach(sim, pe, register);
      pe.hardware.pmu().write(register, allowed(register, value), ExceptionLevel.EL1);
      pe.monitors.guestWrote(sim, pe);
    } else if (pe.monitors.reserved()) {
      carryOut(sim, pe, register, value);
    }
    if (pe.monitors.ofOwner() && sim.observed()) {
      sim.state(new Fact.MonitorWritten(pe.threads.currentId(), register, value));
    }
    return traps;
  }

  /// KVM's part of a write that traps, as far as hardware is concerned.
  static void carryOut(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, long value) {
    long before = sim.observed() ? pe.monitors.hostRange(pe) : 0;
    Routine routine = pe.setup.hooks().write(register);
    if (routine == null) {
      pe.hardware.pmu().write(register, allowed(register, value), ExceptionLevel.EL1);
    } else {
      run(routine, pe, new Trapped(register, value));
    }
    if (sim.observed() && before != pe.monitors.hostRange(pe)) {
      sim.state(
          new Fact.HostRangeChanged(pe.threads.currentId(), pe.setup.index(), register, value));
    }
    boolean _ = pe.hardware.takeMonitorsWritten();
    pe.monitors.guestWrote(sim, pe);
  }

  private static long allowed(SysReg register, long value) {
    return GuestRegisters.isFilter(register) ? value & ~COUNTS_EL2 : value;
  }

  /// Reads for the guest; says whether the access traps.
  static boolean read(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register) {
    AccessOutcome outcome = pe.hardware.pmu().outcome(register, false, ExceptionLevel.EL1);
    if (outcome == AccessOutcome.UNDEFINED) {
      return undefined(sim, pe, register, false);
    }
    boolean traps = outcome == AccessOutcome.TRAPS_TO_EL2;
    if (!traps && pe.monitors.ofOwner() && sim.observed()) {
      stateReach(sim, pe, register);
      sim.state(new Fact.MonitorRead(pe.threads.currentId(), register, inHardware(pe, register)));
    }
    return traps;
  }

  /// The guest takes the exception itself: nothing traps.
  private static boolean undefined(
      Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, boolean write) {
    if (sim.observed()) {
      sim.state(new Fact.UndefinedAccess(pe.threads.currentId(), register, write));
    }
    return false;
  }

  /// The guest reaches the register of a counter without a trap: it should be one of its own.
  private static void stateReach(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register) {
    if (pe.monitors.ofOwner() && sim.observed()) {
      int counter = Pmu.counterOf(pe.hardware.pmu().reached(register));
      if (counter >= 0 && (pe.setup.partition().guestMask() & 1L << counter) == 0) {
        sim.state(new Fact.HostCounterReached(pe.threads.currentId(), pe.setup.index(), register));
      }
    }
  }

  /// What KVM finds in hardware for a read that traps.
  static long value(PeState pe, GuestOperation.Elementary operation) {
    return operation instanceof GuestOperation.ReadRegister(String name, _)
            && pe.monitors.reserved()
            && Pmu.contains(SysReg.named(name))
        ? value(pe, SysReg.named(name))
        : 0;
  }

  private static long value(PeState pe, SysReg register) {
    Routine routine = pe.setup.hooks().read(register);
    if (routine == null) {
      return inHardware(pe, register);
    }
    Trapped trapped = new Trapped(register, 0);
    run(routine, pe, trapped);
    return trapped.saved().read(register);
  }

  private static long inHardware(PeState pe, SysReg register) {
    return pe.hardware.pmu().read(register, ExceptionLevel.EL1);
  }

  private static void run(Routine routine, PeState pe, Trapped trapped) {
    routine.run(pe.registers(), trapped, _ -> {});
  }

  /// What a program sees of the vCPU while an access traps: the register that is accessed.
  private record Trapped(RegisterFile saved) implements VcpuContext {
    Trapped(SysReg register, long value) {
      this(new RegisterFile());
      saved.assign(register, value);
    }

    @Override
    public long live(String name) {
      return 0;
    }
  }

  /// The operation with an indirect register replaced by the one that it reaches: the selector is
  /// in hardware.
  static GuestOperation.Elementary reached(PeState pe, GuestOperation.Elementary operation) {
    if (!pe.monitors.reserved()) {
      return operation;
    }
    return switch (operation) {
      case GuestOperation.WriteRegister(String name, long value) ->
          new GuestOperation.WriteRegister(reached(pe, name), value);
      case GuestOperation.ReadRegister(String name, String label) ->
          new GuestOperation.ReadRegister(reached(pe, name), label);
      default -> operation;
    };
  }

  private static String reached(PeState pe, String name) {
    return pe.hardware.pmu().reached(SysReg.named(name)).name();
  }
}
