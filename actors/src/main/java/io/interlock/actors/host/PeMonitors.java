package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import org.jspecify.annotations.Nullable;

/// The performance monitors of a PE at work: what they count, their interrupt line, the host's
/// handler, and whose context is in the PE.
///
/// A guest's computing counts as cycles and as instructions, one each cycle, at EL1. Its register
/// accesses and exits take time, but count nothing, so that a count follows from the guest's
/// program alone. The host's kernel counts cycles at EL2 for the time that its work takes.
final class PeMonitors {
  private static final EventMix MIX = EventMix.ONE_INSTRUCTION_A_CYCLE;
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final SysReg ENABLED = SysReg.named("PMCNTENSET_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg CLEAR_OVERFLOWS = SysReg.named("PMOVSCLR_EL0");

  private long interrupting;
  private boolean reserved;
  private @Nullable VcpuId resident;
  private @Nullable ActorRef<Vcpu.Command> residentVcpu;

  PeMonitors copy() {
    PeMonitors copy = new PeMonitors();
    copy.interrupting = interrupting;
    copy.reserved = reserved;
    copy.resident = resident;
    copy.residentVcpu = residentVcpu;
    return copy;
  }

  // Whose context is here.

  /// `vcpu->cpu` is set: a vCPU's registers are about to come.
  void load(Sim<PhysicalCpu.Command> sim, PeState pe) {
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
    if (partitioned(pe) && sim.observed()) {
      long range = pe.setup.partition().guestMask();
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
  }

  /// From now on the guest's counters are in hardware, or no longer.
  void reserve(boolean forGuest) {
    reserved = forGuest;
  }

  /// Whether the guest's counters are in hardware.
  boolean reserved() {
    return reserved;
  }

  /// What the guest whose counters are here has in its control registers; null if none are here.
  @Nullable MonitorView view(PeState pe) {
    if (!reserved) {
      return null;
    }
    Pmu pmu = pe.hardware.pmu();
    return new MonitorView(
        pmu.read(CONTROL, ExceptionLevel.EL2),
        pmu.read(INTERRUPTS, ExceptionLevel.EL2),
        pmu.read(OVERFLOWS, ExceptionLevel.EL2));
  }

  // Counting.

  /// The guest has run for so many cycles.
  void guestRan(Sim<PhysicalCpu.Command> sim, PeState pe, long cycles) {
    Pmu pmu = pe.hardware.pmu();
    if (pmu.idle() && !partitioned(pe)) {
      return;
    }
    long overflowed = pmu.run(MIX, 0, cycles, ExceptionLevel.EL1);
    if (partitioned(pe) && sim.observed()) {
      sim.state(new Fact.GuestRan(pe.threads.currentId(), pe.setup.index(), cycles, overflowed));
    }
    if (overflowed != 0) {
      evaluate(sim, pe, false);
    }
  }

  /// The host's kernel has worked for so long.
  void hostRan(Sim<PhysicalCpu.Command> sim, PeState pe, long picos) {
    Pmu pmu = pe.hardware.pmu();
    if (pmu.idle()) {
      return;
    }
    var clock = pe.setup.pe().clock();
    long cycles = clock.cycles(sim.now()) - clock.cycles(sim.now() - picos);
    long overflowed = pmu.run(MIX, 0, cycles, ExceptionLevel.EL2);
    if (overflowed != 0) {
      evaluate(sim, pe, false);
    }
  }

  /// Cycles that the guest can run before a counter interrupts, [Pmu#NEVER] if none will.
  long cyclesUntilInterrupt(PeState pe) {
    Pmu pmu = pe.hardware.pmu();
    return pmu.idle() ? Pmu.NEVER : pmu.cyclesUntilInterrupt(MIX, 0, ExceptionLevel.EL1);
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
    long before = interrupting;
    interrupting = pe.hardware.pmu().interrupting();
    if (before == interrupting) {
      return;
    }
    long unmasked = interrupting & ~before & pe.setup.partition().guestMask();
    if (byHostsWrite && unmasked != 0 && sim.observed()) {
      sim.state(new Fact.OverflowUnmasked(pe.setup.index(), resident, unmasked));
    }
    boolean moved = (before == 0) != (interrupting == 0);
    if (moved && pe.setup.monitorIntid() != 0) {
      pe.setup
          .redistributor()
          .tell(new Redistributor.Command.Line(pe.setup.monitorIntid(), interrupting != 0));
    }
  }

  /// The driver's interrupt handler (`armv8pmu_handle_irq`): clears what has overflowed, samples
  /// for the host, and hands KVM what is the guest's.
  void interrupt(Sim<PhysicalCpu.Command> sim, PeState pe) {
    long found = pe.hardware.read(OVERFLOWS) & pe.hardware.read(INTERRUPTS);
    long ofGuest = found & pe.setup.partition().guestMask();
    pe.hardware.write(CLEAR_OVERFLOWS, found);
    if (partitioned(pe) && sim.observed()) {
      sim.state(new Fact.MonitorInterrupt(pe.setup.index(), resident, ofGuest, found & ~ofGuest));
    }
    if (ofGuest != 0 && residentVcpu != null) {
      residentVcpu.tell(new Vcpu.Command.CountersOverflowed(ofGuest));
    }
    hostWrote(sim, pe);
  }

  /// Host code runs that could use the PMU.
  void hostLooks(Sim<PhysicalCpu.Command> sim, PeState pe) {
    VcpuId vcpu = resident;
    if (vcpu != null && partitioned(pe) && sim.observed()) {
      sim.state(new Fact.HostLooked(pe.setup.index(), vcpu, hostRegisters(pe)));
    }
  }

  static boolean partitioned(PeState pe) {
    return pe.setup.partition().exists();
  }

  private static HostRegisters hostRegisters(PeState pe) {
    return HostRegisters.of(pe.hardware.file()::read);
  }
}
