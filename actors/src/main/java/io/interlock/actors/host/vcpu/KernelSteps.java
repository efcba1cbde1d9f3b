package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.Vcpu;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.Source;
import org.jspecify.annotations.Nullable;

/// The kernel steps that programs name with `do`, as the thread of a vCPU carries them out: those
/// that do something on its host.
final class KernelSteps implements ProgramWalk.Steps {
  /// What the steps ask of the thread that carries them out.
  interface RunLoop {
    GuestContext guest();

    Sim<Vcpu.Command> sim();

    /// Whether the vCPU is being put because its thread goes to sleep.
    boolean blocking();

    /// L14: notes whether KVM may enter the vCPU on this PE.
    void checkSupported();

    /// R12: goes the way back if the guest must not be entered this time.
    void checkRequests();

    /// R22: the vCPU is outside guest mode, and those who wait for that may go on.
    void leftGuestMode();

    /// What a vCPU that sleeps waits for, as far as it is a matter of time, comes in so many
    /// picoseconds, 0 if it has come.
    void armBackgroundTimer(long picos);
  }

  private static final KernelWork INTERRUPT_WINDOW = new KernelWork.InterruptWindow();
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final KernelWork OWN_COUNTERS = new KernelWork.OwnCounters();
  private static final KernelWork CLEAR_RUNNING = new KernelWork.ClearRunning();
  private static final KernelWork LEAVE_GUEST_VIEW = new KernelWork.LeaveGuestView();

  private final VcpuId id;
  private final RunLoop loop;
  private final SavedState saved;
  private final VcpuAttention attention;
  private final VcpuMonitors monitors;
  private final VcpuProfiling profiling;
  private final ProgramWalk walk;
  private final PeStay stay;
  private final VcpuTimers timers;

  KernelSteps(VcpuId id, RunLoop loop, VcpuParts parts) {
    this.id = id;
    this.loop = loop;
    this.saved = parts.saved();
    this.attention = parts.attention();
    this.monitors = parts.monitors();
    this.profiling = parts.profiling();
    this.walk = parts.walk();
    this.stay = parts.stay();
    this.timers = parts.timers();
  }

  @Override
  public @Nullable KernelWork onPe(KernelStep step) {
    return switch (step) {
      case ENTER_GUEST -> new KernelWork.EnterGuest(loop.guest());
      case IRQ_WINDOW -> INTERRUPT_WINDOW;
      case SET_CPU -> monitors.setRunning();
      case CLEAR_CPU -> CLEAR_RUNNING;
      case PMU_RESERVE -> new KernelWork.ReserveCounters(true);
      case PMU_RELEASE -> new KernelWork.ReserveCounters(false);
      case PMU_FILTERS_GUEST -> monitors.emulated().load();
      case PMU_FILTERS_HOST -> LEAVE_GUEST_VIEW;
      case PERF_LOCK -> new KernelWork.LockPerf(true);
      case PERF_UNLOCK -> new KernelWork.LockPerf(false);
      default -> null;
    };
  }

  @Override
  public ProgramWalk.When when(KernelStep step) {
    return switch (step) {
      case VGIC_FLUSH, VGIC_SYNC, MODE_IN_GUEST, CHECK_REQUESTS, MODE_OUTSIDE, PMU_OWN ->
          ProgramWalk.When.AFTER_WORK;
      // Interrupts are masked from the exit to the vGIC's sync, so the level cannot change before.
      case TIMER_PUT, PMU_SYNC, SPE_SYNC -> ProgramWalk.When.WITH_ANSWERS;
      case PMU_FLUSH ->
          monitors.emulated().unsettled() ? ProgramWalk.When.AFTER_WORK : ProgramWalk.When.AT_ONCE;
      default -> ProgramWalk.When.AT_ONCE;
    };
  }

  @Override
  public void perform(KernelStep step) {
    switch (step) {
      case VGIC_FLUSH -> saved.listRegistersUsed(attention.interrupts().flush(saved.saved()));
      case VGIC_SYNC -> syncVgic();
      case TIMER_LOAD -> timers.load(loop.sim().now(), walk::add);
      case TIMER_PUT -> putTimer();
      case MODE_IN_GUEST -> attention.inGuestMode();
      case MODE_OUTSIDE -> {
        stateLeaving();
        attention.outsideGuestMode();
        loop.leftGuestMode();
      }
      case PMU_FLUSH, PMU_SYNC -> monitorOutput(monitors.line(saved, this::perform));
      case PMU_OWN -> {
        monitors.own(saved, stay.pe());
        walk.add(OWN_COUNTERS);
      }
      case PMU_EVENTS_COPY -> saved.switched(monitors.emulated().switched());
      case SPE_SYNC -> profiling.sync(loop.sim(), attention);
      case UNSUPPORTED_CHECK -> loop.checkSupported();
      case CHECK_REQUESTS -> loop.checkRequests();
      default -> throw new IllegalStateException("kernel step " + step + " has no effect here");
    }
  }

  @Override
  public void passed(Source step) {
    if (loop.sim().observed(Fact.StepPassed.class)) {
      loop.sim().state(new Fact.StepPassed(id, step));
    }
  }

  private void monitorOutput(boolean level) {
    attention.monitorOutput(level);
    if (loop.sim().observed()) {
      loop.sim().state(new Fact.MonitorLine(id, level, saved.saved().read(OVERFLOWS)));
    }
  }

  /// What the guest left in list registers must be saved by now.
  private void stateLeaving() {
    if (loop.sim().observed(Fact.GuestModeLeft.class)) {
      loop.sim().state(new Fact.GuestModeLeft(id, saved.listRegistersUsed()));
    }
    if (loop.sim().observed(Fact.ApListLeft.class)) {
      loop.sim().state(new Fact.ApListLeft(id, attention.interrupts().listed()));
    }
  }

  private void syncVgic() {
    int ended = attention.interrupts().sync(saved.saved(), saved.listRegistersUsed());
    if (ended != 0) {
      walk.add(new KernelWork.SetTimersActive(ended, 0));
    }
    saved.listRegistersUsed(0);
  }

  /// A vCPU that blocks needs a timer of the host's, since its own were just disabled
  /// (`kvm_timer_blocking`).
  private void putTimer() {
    if (!loop.blocking()) {
      return;
    }
    long now = loop.sim().now();
    long expiry = timers.earliestExpiry(now);
    if (expiry != SystemCounter.NEVER) {
      loop.armBackgroundTimer(Math.max(0, expiry - now));
    }
  }
}
