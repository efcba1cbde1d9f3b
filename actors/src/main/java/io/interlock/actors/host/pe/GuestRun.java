package io.interlock.actors.host.pe;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.GuestExit;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.actors.host.guest.TimerAccess;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.VirtualCpuInterface;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.guest.GuestCursor;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.guest.InterruptKind;
import io.interlock.hypervisor.vcpu.GuestHcr;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The guest while a PE runs it: performs its operations on the PE's registers, takes its virtual
/// interrupts, and leaves it when something traps or a physical interrupt comes.
final class GuestRun {
  /// Operations that take next to no time are performed in one go, but not without end.
  private static final int OPERATIONS_AT_ONCE_MAX = 64;

  /// Shorter stretches of instructions are one with what surrounds them: an interrupt may have to
  /// wait that long.
  private static final long UNINTERRUPTED_PICOS_MAX = 1_000_000;

  private static final long NOT_COMPUTING = -1;
  private static final SysReg TRAPS = SysReg.named("HCR_EL2");

  private @Nullable GuestCursor cursor;
  private int profilingIntid = IntId.NONE;
  private long computingSince = NOT_COMPUTING;
  private boolean waiting;

  GuestRun copy() {
    GuestRun copy = new GuestRun();
    copy.cursor = cursor == null ? null : cursor.copy();
    copy.profilingIntid = profilingIntid;
    copy.computingSince = computingSince;
    copy.waiting = waiting;
    return copy;
  }

  /// Whether the PE is in guest mode.
  boolean running() {
    return cursor != null;
  }

  /// Whether the guest computes, and an alarm is set for the end of that.
  boolean computing() {
    return computingSince != NOT_COMPUTING;
  }

  /// Enters the guest.
  void enter(Sim<PhysicalCpu.Command> sim, PeState pe, GuestContext context) {
    pe.spend(sim, Cost.GUEST_ENTRY);
    cursor = context.cursor().copy();
    profilingIntid = context.profilingIntid();
    pe.profiling.guestEntered(pe);
    if (sim.observed()) {
      sim.state(new Fact.GuestEntered(pe.threads.currentId(), pe.setup.index()));
      pe.monitors.entering(sim, pe);
    }
    // What became pending while the host masked interrupts pulls the guest out at once.
    if (pe.interrupts.asserted()) {
      exit(sim, pe, ExitReason.IRQ);
    } else {
      advance(sim, pe);
    }
  }

  /// The guest is done with what it computes.
  void computed(Sim<PhysicalCpu.Command> sim, PeState pe) {
    settleComputing(sim, pe);
    waiting = false;
    advance(sim, pe);
  }

  /// Leaves the guest; always true.
  boolean exit(Sim<PhysicalCpu.Command> sim, PeState pe, ExitReason reason) {
    GuestCursor at = cursor();
    settleComputing(sim, pe);
    GuestOperation.Elementary trapped = at.operation();
    long turn = at.turn();
    // KVM resumes behind an instruction that it emulates; an interrupted one goes on.
    if (reason != ExitReason.IRQ) {
      at.complete();
    }
    cursor = null;
    waiting = false;
    if (sim.observed()) {
      sim.state(new Fact.GuestExited(pe.threads.currentId(), pe.setup.index(), reason));
    }
    pe.profiling.guestLeft(sim, pe);
    GuestContext context = new GuestContext(at, profilingIntid);
    pe.leftGuest(
        sim,
        new GuestExit(
            reason,
            context,
            MonitorAccess.reached(pe, trapped),
            turn,
            registerValue(pe, trapped, sim.now()),
            pe.hardware.vmcr()));
    return true;
  }

  /// What KVM finds in the register that a trapped instruction names: for WFIT, the count at which
  /// it is over.
  private static long registerValue(PeState pe, GuestOperation.Elementary trapped, long now) {
    if (trapped instanceof GuestOperation.TimedWait(long picos, _)) {
      SystemCounter counter = pe.setup.counter();
      return TimerLine.count(pe.hardware.file(), GuestTimer.VIRTUAL, counter, now)
          + counter.count(picos);
    }
    return MonitorAccess.value(pe, trapped);
  }

  private void advance(Sim<PhysicalCpu.Command> sim, PeState pe) {
    GuestCursor at = cursor();
    for (int i = 0; i < OPERATIONS_AT_ONCE_MAX; i++) {
      takeVirtualInterrupt(sim, pe, at);
      ExitReason trap = perform(sim, pe, at);
      if (trap != null) {
        exit(sim, pe, trap);
        return;
      }
      if (computingSince != NOT_COMPUTING || waiting) {
        return;
      }
    }
    sim.arm(PeAlarm.GUEST, 0, new PhysicalCpu.Command.GuestDone());
  }

  /// Performs one operation; the result is why it traps, or null if it does not.
  private @Nullable ExitReason perform(Sim<PhysicalCpu.Command> sim, PeState pe, GuestCursor at) {
    switch (at.operation()) {
      case GuestOperation.Compute _ -> {
        compute(sim, pe, at);
        return null;
      }
      case GuestOperation.ArmTimer _, GuestOperation.RearmTimer _, GuestOperation.StopTimer _ -> {
        if (program(sim, pe, at.operation())) {
          return ExitReason.SYSTEM_REGISTER;
        }
      }
      case GuestOperation.EndOfInterrupt _ -> {
        GuestInterface.endWhole(sim, pe, at.handling());
        at.complete();
        return null;
      }
      case GuestOperation.ReturnFromInterrupt _ -> {}
      case GuestOperation.MaskInterrupts(boolean masked) -> at.mask(masked);
      case GuestOperation.WaitForInterrupt _,
          GuestOperation.WaitForSgi _,
          GuestOperation.TimedWait _,
          GuestOperation.WaitForEvent _ -> {
        ExitReason trap = waits(sim, pe, at.operation());
        if (trap != null) {
          return trap;
        }
      }
      case GuestOperation.SendSgi _,
          GuestOperation.Hypercall _,
          GuestOperation.PsciCall _,
          GuestOperation.MmioRead _,
          GuestOperation.OfGic _,
          GuestOperation.ServeDevice _,
          GuestOperation.PowerOff _ -> {
        return trapOf(at.operation());
      }
      case GuestOperation.ReportX0(String label) -> {
        if (sim.observed()) {
          sim.state(new Fact.Reported(pe.threads.currentId(), label, at.x0()));
        }
      }
      case GuestOperation.WriteRegister(String name, long value) -> {
        if (write(sim, pe, at.operation(), SysReg.named(name), value)) {
          return ExitReason.SYSTEM_REGISTER;
        }
      }
      case GuestOperation.ReadRegister(String name, String label) -> {
        SysReg register = SysReg.named(name);
        if (readTraps(sim, pe, register)) {
          return ExitReason.SYSTEM_REGISTER;
        }
        if (ProfilingUnit.contains(register)) {
          pe.spend(sim, Cost.UNTRAPPED_REGISTER);
          long value = ProfilingAccess.value(pe, register);
          at.complete();
          at.returned(value);
          report(sim, pe, label, value);
          return null;
        }
        report(sim, pe, register, label);
      }
      case GuestOperation.Fence(var barrier) -> pe.profiling.fence(sim, pe, barrier);
      case GuestOperation.PublishProfile published -> ProfilingAccess.publish(sim, pe, published);
    }
    pe.spend(sim, Cost.UNTRAPPED_REGISTER);
    at.complete();
    pe.interrupts.timers().evaluate(sim, pe);
    return null;
  }

  /// Why an operation traps that always does.
  private static ExitReason trapOf(GuestOperation.Elementary operation) {
    return switch (operation) {
      case GuestOperation.SendSgi _ -> ExitReason.SGI;
      case GuestOperation.MmioRead(var emulator) ->
          emulator == GuestOperation.MmioRead.Emulator.KERNEL
              ? ExitReason.MMIO_KERNEL
              : ExitReason.MMIO_USER;
      case GuestOperation.OfGic _ -> ExitReason.MMIO_KERNEL;
      case GuestOperation.ServeDevice _ -> ExitReason.MMIO_USER;
      case GuestOperation.PowerOff _ -> ExitReason.POWER_OFF;
      default -> ExitReason.HYPERCALL;
    };
  }

  /// WFI, WFE or their like with a timeout; the result is why it traps, or null if it does not.
  /// Then nothing is pending, or it would have been taken, unless interrupts are masked; what comes
  /// pulls the guest out. A wait for an event is over at once: some event has always been there.
  private @Nullable ExitReason waits(
      Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.Elementary operation) {
    long traps = pe.hardware.file().read(TRAPS);
    if (operation instanceof GuestOperation.WaitForEvent
        || (operation instanceof GuestOperation.TimedWait(_, boolean forEvent) && forEvent)) {
      return (traps & GuestHcr.TWE) != 0 ? ExitReason.WFE : null;
    }
    if ((traps & GuestHcr.TWI) != 0) {
      return ExitReason.WFI;
    }
    waiting = !new VirtualCpuInterface(pe.hardware).virtualIrqPending();
    if (waiting && operation instanceof GuestOperation.TimedWait(long picos, _)) {
      sim.arm(PeAlarm.GUEST, picos, new PhysicalCpu.Command.GuestDone());
    }
    return null;
  }

  /// Does something to a timer; says whether that traps.
  private static boolean program(
      Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.Elementary operation) {
    RegisterFile registers = pe.hardware.file();
    GuestTimer timer = Objects.requireNonNull(TimerAccess.timerOf(operation));
    if (TimerAccess.traps(registers, timer)) {
      return true;
    }
    SystemCounter counter = pe.setup.counter();
    long count = TimerLine.count(registers, timer, counter, sim.now());
    TimerAccess.perform(registers, operation, count, counter);
    return false;
  }

  /// Writes a system register; says whether that traps.
  private static boolean write(
      Sim<PhysicalCpu.Command> sim,
      PeState pe,
      GuestOperation.Elementary operation,
      SysReg register,
      long value) {
    if (Pmu.contains(register)) {
      return MonitorAccess.write(sim, pe, register, value);
    }
    if (ProfilingUnit.contains(register)) {
      return ProfilingAccess.write(sim, pe, register, value);
    }
    if (TimerAccess.timerOf(register) != null) {
      return program(sim, pe, operation);
    }
    if (GuestRegisters.isOfInterface(register) && !GuestInterface.traps(pe, register)) {
      GuestInterface.write(sim, pe, register, value);
      return false;
    }
    boolean traps = !GuestAccess.isUntrapped(register);
    if (!traps) {
      pe.hardware.file().write(register, value);
    }
    return traps;
  }

  private static boolean readTraps(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register) {
    if (ProfilingUnit.contains(register)) {
      return ProfilingAccess.traps(pe, register, false);
    }
    GuestTimer timer = TimerAccess.timerOf(register);
    if (timer != null) {
      return TimerAccess.traps(pe.hardware.file(), timer, register);
    }
    if (GuestRegisters.isOfInterface(register)) {
      return GuestInterface.traps(pe, register);
    }
    return Pmu.contains(register)
        ? MonitorAccess.read(sim, pe, register)
        : !GuestAccess.isUntrapped(register);
  }

  /// What the guest has read without a trap goes into its report.
  private static void report(
      Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, String label) {
    if (GuestRegisters.isOfInterface(register)) {
      // A read of ICC_IAR1_EL1 does something.
      report(sim, pe, label, GuestInterface.read(sim, pe, register));
    } else if (!label.isEmpty()) {
      report(sim, pe, label, value(pe, register, sim.now()));
    }
  }

  private static void report(Sim<PhysicalCpu.Command> sim, PeState pe, String label, long value) {
    if (!label.isEmpty() && sim.observed()) {
      sim.state(new Fact.Reported(pe.threads.currentId(), label, value));
    }
  }

  private static long value(PeState pe, SysReg register, long now) {
    if (Pmu.contains(register)) {
      return pe.hardware.pmu().read(register, ExceptionLevel.EL1);
    }
    RegisterFile registers = pe.hardware.file();
    GuestTimer timer = TimerAccess.timerOf(register);
    return timer == null
        ? registers.read(register)
        : TimerAccess.read(
            registers, register, timer, TimerLine.count(registers, timer, pe.setup.counter(), now));
  }

  private void compute(Sim<PhysicalCpu.Command> sim, PeState pe, GuestCursor at) {
    long picos = pe.setup.pe().clock().picos(at.remainingCycles());
    if (picos <= UNINTERRUPTED_PICOS_MAX) {
      sim.spend(picos);
      ran(sim, pe, at, at.remainingCycles());
    } else {
      computingSince = sim.now();
      sim.arm(PeAlarm.GUEST, picos, new PhysicalCpu.Command.GuestDone());
      long untilInterrupt = pe.monitors.cyclesUntilInterrupt(pe, at);
      if (untilInterrupt < at.remainingCycles()) {
        sim.arm(
            PeAlarm.COUNTER,
            pe.setup.pe().clock().picos(untilInterrupt),
            new PhysicalCpu.Command.CounterDue());
      }
      long untilEvent = pe.profiling.cyclesUntilEvent(pe, at);
      if (untilEvent < at.remainingCycles()) {
        sim.arm(
            PeAlarm.BUFFER,
            pe.setup.pe().clock().picos(untilEvent),
            new PhysicalCpu.Command.BufferDue());
      }
    }
  }

  private static void ran(Sim<PhysicalCpu.Command> sim, PeState pe, GuestCursor at, long cycles) {
    if (PeProfiling.samples(pe, at)) {
      pe.profiling.guestRan(sim, pe, at, cycles);
    }
    if (pe.monitors.count(pe)) {
      Execution execution = Execution.of(pe, at);
      at.compute(cycles);
      pe.monitors.guestRan(sim, pe, execution, cycles);
    } else {
      at.compute(cycles);
    }
  }

  private void takeVirtualInterrupt(Sim<PhysicalCpu.Command> sim, PeState pe, GuestCursor at) {
    if (at.masksInterrupts() || !new VirtualCpuInterface(pe.hardware).virtualIrqPending()) {
      return;
    }
    pe.spend(sim, Cost.UNTRAPPED_REGISTER);
    int intid = GuestInterface.acknowledge(sim, pe);
    at.interrupt(kindOf(pe, intid, pe.setup.timers().timerOf(intid)), intid);
  }

  private void settleComputing(Sim<PhysicalCpu.Command> sim, PeState pe) {
    // Armed too where many short operations follow each other.
    sim.disarm(PeAlarm.GUEST);
    if (computingSince == NOT_COMPUTING) {
      return;
    }
    sim.disarm(PeAlarm.COUNTER);
    sim.disarm(PeAlarm.BUFFER);
    GuestCursor at = cursor();
    long cycles = pe.setup.pe().clock().cycles(sim.now() - computingSince);
    ran(sim, pe, at, Math.min(cycles, at.remainingCycles()));
    computingSince = NOT_COMPUTING;
  }

  private InterruptKind kindOf(PeState pe, int intid, @Nullable GuestTimer timer) {
    if (timer != null) {
      return timer == GuestTimer.VIRTUAL ? InterruptKind.TIMER : InterruptKind.PHYSICAL_TIMER;
    }
    if (IntId.isSgi(intid)) {
      return InterruptKind.SGI;
    }
    if (intid == profilingIntid) {
      return InterruptKind.PROFILING;
    }
    return pe.monitors.interruptsGuest(intid) ? InterruptKind.PMU : InterruptKind.DEVICE;
  }

  private GuestCursor cursor() {
    GuestCursor at = cursor;
    if (at == null) {
      throw new IllegalStateException("no guest runs here");
    }
    return at;
  }
}
