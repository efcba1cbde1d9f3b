package io.interlock.actors.host;

import io.interlock.actors.fact.Fact;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.AccessOutcome;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;

/// A guest's accesses to PMU registers, as the PE carries them out.
///
/// One that traps while the guest's counters are in hardware is carried out there by the switch
/// code, with interrupts masked; the vCPU thread then does the same to KVM's memory. The event
/// filter keeps EL2 out of what is counted.
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
    if (!traps || pe.monitors.reserved()) {
      long allowed = isFilter(register) ? value & ~COUNTS_EL2 : value;
      pe.hardware.pmu().write(register, allowed, ExceptionLevel.EL1);
      pe.monitors.guestWrote(sim, pe);
    }
    if (PeMonitors.partitioned(pe) && sim.observed()) {
      sim.state(new Fact.MonitorWritten(pe.threads.currentId(), register, value));
    }
    return traps;
  }

  /// Reads for the guest; says whether the access traps.
  static boolean read(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register) {
    AccessOutcome outcome = pe.hardware.pmu().outcome(register, false, ExceptionLevel.EL1);
    if (outcome == AccessOutcome.UNDEFINED) {
      return undefined(sim, pe, register, false);
    }
    boolean traps = outcome == AccessOutcome.TRAPS_TO_EL2;
    if (!traps && PeMonitors.partitioned(pe) && sim.observed()) {
      sim.state(new Fact.MonitorRead(pe.threads.currentId(), register, value(pe, register)));
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

  /// What the guest would find in hardware.
  static long value(PeState pe, GuestOperation.Elementary operation) {
    return operation instanceof GuestOperation.ReadRegister(String name, _)
            && pe.monitors.reserved()
            && Pmu.contains(SysReg.named(name))
        ? value(pe, SysReg.named(name))
        : 0;
  }

  private static long value(PeState pe, SysReg register) {
    return pe.hardware.pmu().read(register, ExceptionLevel.EL1);
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

  /// Whether the register chooses what a counter counts.
  static boolean isFilter(SysReg register) {
    String name = register.name();
    return name.startsWith("PMEVTYPER")
        || name.equals("PMXEVTYPER_EL0")
        || name.equals("PMCCFILTR_EL0");
  }
}
