package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.GuestExit;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.RunExit;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.actors.host.guest.TimerAccess;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.SgiRequest;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.PsciFunction;
import io.interlock.hypervisor.vcpu.VcpuRequest;
import io.interlock.hypervisor.vgic.SgiDispatch;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What KVM does about an exit (`handle_exit`), up to where the vCPU thread goes next.
final class ExitHandler {
  /// Where the vCPU thread goes.
  sealed interface Outcome {
    /// Back into the guest.
    record Reenter() implements Outcome {}

    /// To sleep, until an interrupt is pending.
    record Sleep() implements Outcome {}

    /// Out of KVM_RUN.
    record ToUserSpace(RunExit why) implements Outcome {}
  }

  private final transient VcpuId id;
  private final transient SavedState saved;
  private final transient VcpuAttention attention;
  private final VcpuTimers timers;
  private final transient PowerState power;
  private final transient @Nullable VcpuState before;
  private final transient boolean keepsOff;
  private final PsciCalls psci;
  private final transient BeforeEntry beforeEntry;
  private final transient VcpuMonitors monitors;
  private final VcpuProfiling profiling;
  private final VcpuGic gic;
  private final transient IdentityAccess identity;

  ExitHandler(VcpuId id, VcpuParts parts) {
    this(id, parts, new PsciCalls(id, parts));
  }

  private ExitHandler(VcpuId id, VcpuParts parts, PsciCalls psci) {
    this.id = id;
    this.saved = parts.saved();
    this.attention = parts.attention();
    this.timers = parts.timers();
    this.beforeEntry = parts.beforeEntry();
    this.monitors = parts.monitors();
    this.profiling = parts.profiling();
    this.gic = parts.gic();
    this.power = parts.power();
    this.before = parts.birth().plan().restored();
    this.keepsOff = parts.birth().vm().turnsOn();
    this.psci = psci;
    this.identity = new IdentityAccess(id, parts.birth().vm().machine(), profiling.present());
  }

  /// The same over copies.
  ExitHandler over(VcpuParts copies) {
    return new ExitHandler(id, copies, psci.over(copies));
  }

  /// The virtual machine is configured, and the vCPU is about to run for the first time.
  void configured(Sim<Vcpu.Command> sim, Vcpu.Command.Configured known, CpuSet affinity) {
    beforeEntry.siblings(known.vcpus());
    int monitorIntid = monitors.configure(known.monitors(), known.counters(), before);
    if (monitorIntid != IntId.NONE) {
      attention.interrupts().monitorIntid(monitorIntid, before == null, known.distributor());
    }
    profiling.claim(attention, before == null);
    profiling.configured(sim, known.profiling());
    if (before != null) {
      runAgain();
    }
    gic.configured(known.distributor());
    if (sim.observed()) {
      sim.state(new Fact.VcpuConfigured(id, known.supported(), affinity));
      monitors.introduce(sim, id, false);
    }
  }

  /// What the virtual machine tells of SPE, and its distributor of what was asked there.
  void told(Sim<Vcpu.Command> sim, Vcpu.Command.Told message, RunPhase phase, PeStay stay) {
    switch (message) {
      case Vcpu.Command.GicAnswered(var access, long value) -> {
        beforeEntry.answered();
        gic.done(sim, access, value);
      }
      case Vcpu.Command.LimitBits(long res0) -> profiling.limitBits(res0);
      case Vcpu.Command.StopBuffer _ -> {
        profiling.stopAsked();
        attention.reconsiderEntry();
        if (phase.passesEntry()) {
          stay.kick();
        } else {
          outside();
        }
      }
      case Vcpu.Command.SamplingControl(long value) -> profiling.samplingControl(value);
      case Vcpu.Command.MemoryLocked(boolean granted, long bytesNeeded) -> {
        beforeEntry.answered();
        if (!granted) {
          beforeEntry.leave(profiling.refused(bytesNeeded));
        }
      }
    }
  }

  /// The guest is not in the PE: its buffer is stopped, if that was asked for, and goes on when its
  /// memory is there again.
  void outside() {
    if (profiling.stopsNow()) {
      runAgain();
    }
  }

  /// KVM_RUN again, after user space had the vCPU.
  void runAgain() {
    beforeEntry.awaits(profiling.runAgain());
  }

  /// The guest as it goes on: with the value that a trapped read returns.
  GuestContext resumed(GuestExit exit, GuestContext guest) {
    return exit.reason() == ExitReason.SYSTEM_REGISTER
            && exit.trapped() instanceof GuestOperation.ReadRegister(String name, _)
            && VcpuProfiling.contains(SysReg.named(name))
        ? guest.returned(profiling.read(SysReg.named(name)))
        : guest;
  }

  /// Whether this exit ends in sleep, as far as is known now. If so, what WFIT waits for is noted.
  boolean sleepsAfter(Sim<Vcpu.Command> sim, GuestExit exit) {
    return exit.reason() == ExitReason.WFI && sleeps(sim, exit);
  }

  /// WFI, or CPU_SUSPEND, which is the same.
  private boolean sleeps(Sim<Vcpu.Command> sim, GuestExit exit) {
    boolean timed = exit.trapped() instanceof GuestOperation.TimedWait;
    long count = timers.count(GuestTimer.VIRTUAL, sim.now());
    boolean over = timed && Long.compareUnsigned(count, exit.registerValue()) >= 0;
    boolean sleeps = !over && !attention.runnable(exit.machineControl());
    if (sleeps && timed) {
      timers.waitUntil(exit.registerValue());
    }
    return sleeps;
  }

  /// A sibling has answered a call of PSCI.
  void answered(Sim<Vcpu.Command> sim, long value) {
    psci.answered(sim, value);
  }

  /// User space sets X0.
  void answeredByUser(Sim<Vcpu.Command> sim, long x0) {
    psci.answeredByUser(sim, x0);
  }

  /// Where a suspended vCPU goes on, and with which context; empty if it is not suspended.
  List<Long> resumption() {
    return power.isSuspended() ? psci.resumption() : List.of();
  }

  /// What wakes a suspended vCPU has come: user space is told, and finds in the registers where the
  /// guest wants to go on.
  RunExit wakeUp() {
    return new RunExit.WakeUp(psci.resumesAt());
  }

  /// Handles an exit that happened on `pe`.
  ///
  /// @param claimed whether the guest's counters went to hardware only after the exit
  Outcome handle(Sim<Vcpu.Command> sim, GuestExit exit, int pe, boolean claimed) {
    outside();
    switch (exit.reason()) {
      case IRQ -> {}
      // Nobody else is better off for what KVM yields (`kvm_vcpu_on_spin`).
      case WFE -> beforeEntry.spend(Cost.TRAPPED_REGISTER);
      case WFI -> {
        if (sleeps(sim, exit)) {
          return new Outcome.Sleep();
        }
      }
      case HYPERCALL -> {
        if (exit.trapped() instanceof GuestOperation.PsciCall call) {
          psci.call(sim, call);
          if (call.function() == PsciFunction.CPU_SUSPEND && sleeps(sim, exit)) {
            return new Outcome.Sleep();
          }
        }
      }
      case SGI -> sendSgi(sim, (GuestOperation.SendSgi) exit.trapped(), exit.sgiTurn(), pe);
      case MMIO_KERNEL -> {
        beforeEntry.spend(Cost.TRAPPED_REGISTER);
        gic.emulate(sim, exit.trapped(), attention, beforeEntry);
      }
      case SYSTEM_REGISTER -> {
        beforeEntry.spend(Cost.TRAPPED_REGISTER);
        accessRegister(sim, exit, claimed, pe);
      }
      case MMIO_USER -> {
        beforeEntry.spend(Cost.USER_ROUND_TRIP);
        int spi = exit.trapped() instanceof GuestOperation.ServeDevice(int n) ? n : IntId.NONE;
        return new Outcome.ToUserSpace(new RunExit.Mmio(spi));
      }
      case POWER_OFF -> {
        sim.state(new Fact.PoweredOff(id));
        power.set(MpState.STOPPED);
        if (keepsOff) {
          attention.make(VcpuRequest.SLEEP);
          return new Outcome.Reenter();
        }
        return new Outcome.ToUserSpace(new RunExit.PoweredOff());
      }
    }
    return new Outcome.Reenter();
  }

  private void accessRegister(Sim<Vcpu.Command> sim, GuestExit exit, boolean claimed, int pe) {
    if (identity.handle(sim, exit.trapped())) {
      return;
    }
    if (TimerAccess.timerOf(exit.trapped()) != null) {
      accessTimer(sim, exit.trapped());
      return;
    }
    switch (exit.trapped()) {
      case GuestOperation.WriteRegister(String name, long value) -> {
        SysReg register = SysReg.named(name);
        if (profiling.present() && VcpuProfiling.contains(register)) {
          beforeEntry.awaits(profiling.write(sim, attention, register, value));
        } else if (GuestRegisters.isOfInterface(register)) {
          sendSgis(sim, register, value, pe);
        } else if (!Pmu.contains(register)) {
          saved.saved().write(register, value);
        } else if (monitors.partitioned() && monitors.lacks(register)) {
          undefined(sim, register, true);
        } else if (monitors.partitioned()) {
          monitors.write(register, value);
          long applied = monitors.applied(register, value);
          if (claimed || applied != value) {
            beforeEntry.work().add(new KernelWork.WriteMonitor(register, applied));
          }
        } else {
          emulate(sim, exit.trapped(), register, true);
        }
      }
      case GuestOperation.ReadRegister(String name, String label) -> {
        SysReg register = SysReg.named(name);
        if (VcpuProfiling.contains(register)) {
          report(sim, label, profiling.read(register));
        } else if (Pmu.contains(register) && !monitors.partitioned()) {
          emulate(sim, exit.trapped(), register, false);
        } else if (Pmu.contains(register) && monitors.lacks(register)) {
          undefined(sim, register, false);
        } else if (Pmu.contains(register) && sim.observed()) {
          long value = monitors.read(register, exit.registerValue());
          sim.state(new Fact.MonitorRead(id, register, value));
          report(sim, label, value);
        }
      }
      default -> {}
    }
  }

  private void accessTimer(Sim<Vcpu.Command> sim, GuestOperation.Elementary access) {
    if (!(access instanceof GuestOperation.ReadRegister(String name, String label))) {
      timers.access(access, sim.now(), beforeEntry::add);
    } else {
      report(sim, label, timers.read(SysReg.named(name), sim.now()));
    }
  }

  private void report(Sim<Vcpu.Command> sim, String label, long value) {
    if (!label.isEmpty() && sim.observed()) {
      sim.state(new Fact.Reported(id, label, value));
    }
  }

  /// perf carries out what a guest does with its emulated PMU; one without a PMU has no such
  /// register (`pmu_visibility`).
  private void emulate(
      Sim<Vcpu.Command> sim, GuestOperation.Elementary access, SysReg register, boolean write) {
    if (monitors.emulated().exist()) {
      beforeEntry.add(monitors.emulated().access(access));
    } else {
      undefined(sim, register, write);
    }
  }

  private void undefined(Sim<Vcpu.Command> sim, SysReg register, boolean write) {
    if (sim.observed()) {
      sim.state(new Fact.UndefinedAccess(id, register, write));
    }
  }

  /// A write of ICC_SGI1R_EL1 (`vgic_v3_dispatch_sgi`).
  private void sendSgi(Sim<Vcpu.Command> sim, GuestOperation.SendSgi sgi, long turn, int fromPe) {
    beforeEntry.spend(Cost.TRAPPED_REGISTER);
    if (identity.lacksSgis(sim)) {
      return;
    }
    int intid = sgi.intid();
    sgi.target()
        .forEach(
            id.index(),
            beforeEntry.siblings(),
            turn,
            target -> sendSgi(sim, intid, target, fromPe));
  }

  /// The same as the guest writes the register itself. Groups are not told apart: those of SGI0R
  /// and ASGI1R reach only group 0, which nobody has (`vgic_v3_queue_sgi`).
  private void sendSgis(Sim<Vcpu.Command> sim, SysReg register, long value, int fromPe) {
    if (register.name().equals("ICC_SGI1R_EL1")) {
      SgiRequest request = SgiRequest.decode(value);
      long[] affinities = new long[beforeEntry.siblings()];
      Arrays.setAll(affinities, VcpuRedistributor::affinity);
      for (int target : SgiDispatch.targets(request, id.index(), affinities)) {
        sendSgi(sim, request.intid(), target, fromPe);
      }
    }
  }

  private void sendSgi(Sim<Vcpu.Command> sim, int intid, int target, int fromPe) {
    if (sim.observed()) {
      sim.state(new Fact.InterruptRaised(id, target, intid));
    }
    if (target == id.index()) {
      attention.ownSgi(intid);
    } else {
      beforeEntry.sendSgi(target, new Vcpu.Command.Sgi(intid, fromPe, sim.self()));
    }
  }
}
