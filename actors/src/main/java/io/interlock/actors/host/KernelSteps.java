package io.interlock.actors.host;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.timer.SystemCounter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The kernel steps that programs name with `do`, as this host carries them out.
///
/// A step that is not here concerns what the host does not have, or is part of a cost; such steps
/// are taken out of the programs when they are bound.
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

    /// The saved virtual timer expires in so many picoseconds, 0 if it has.
    void armBackgroundTimer(long picos);
  }

  /// The steps that do something here.
  static final Set<String> KNOWN =
      Set.of(
          "enter-guest",
          "irq-window",
          "vgic-flush",
          "vgic-sync",
          "timer-load",
          "timer-put",
          "mode-in-guest",
          "mode-outside",
          "unsupported-check",
          "check-requests",
          "set-cpu",
          "clear-cpu");

  /// The steps that do something where guests have counters of their own.
  static final Set<String> OF_MONITORS =
      Set.of("pmu-flush", "pmu-sync", "pmu-reserve", "pmu-release");

  /// Ends a delivery: what comes next is one of its own.
  static final String BOUNDARY = "boundary";

  private final VcpuId id;
  private final RunLoop loop;
  private final SavedState saved;
  private final VcpuAttention attention;
  private final VcpuMonitors monitors;
  private final ProgramWalk walk;
  private final SystemCounter counter;

  KernelSteps(
      VcpuId id,
      RunLoop loop,
      SavedState saved,
      VcpuAttention attention,
      VcpuMonitors monitors,
      ProgramWalk walk,
      SystemCounter counter) {
    this.id = id;
    this.loop = loop;
    this.saved = saved;
    this.attention = attention;
    this.monitors = monitors;
    this.walk = walk;
    this.counter = counter;
  }

  @Override
  public @Nullable KernelWork onPe(String step) {
    return switch (step) {
      case "enter-guest" -> new KernelWork.EnterGuest(loop.guest());
      case "irq-window" -> new KernelWork.InterruptWindow();
      case "set-cpu" -> new KernelWork.SetRunning(true);
      case "clear-cpu" -> new KernelWork.SetRunning(false);
      case "pmu-reserve" -> new KernelWork.ReserveCounters(true);
      case "pmu-release" -> new KernelWork.ReserveCounters(false);
      default -> null;
    };
  }

  @Override
  public ProgramWalk.When when(String step) {
    return switch (step) {
      case "vgic-flush", "vgic-sync", "mode-in-guest", "check-requests", "mode-outside" ->
          ProgramWalk.When.AFTER_WORK;
      case "pmu-sync" -> ProgramWalk.When.AFTER_WORK;
      case BOUNDARY -> ProgramWalk.When.ALONE;
      case "timer-put" -> ProgramWalk.When.WITH_ANSWERS;
      default -> ProgramWalk.When.AT_ONCE;
    };
  }

  @Override
  public void perform(String step) {
    switch (step) {
      case "vgic-flush" -> saved.listRegistersUsed(attention.interrupts().flush(saved.saved()));
      case "vgic-sync" -> syncVgic();
      case "timer-load" -> loadTimer();
      case "timer-put" -> putTimer();
      case "mode-in-guest" -> attention.inGuestMode();
      case "mode-outside" -> {
        stateLeaving();
        attention.outsideGuestMode();
      }
      case "pmu-flush", "pmu-sync" -> attention.monitorOutput(monitors.interruptLine());
      case BOUNDARY -> {}
      case "unsupported-check" -> loop.checkSupported();
      case "check-requests" -> loop.checkRequests();
      default -> throw new IllegalStateException("unknown kernel step " + step);
    }
  }

  /// What the guest left in list registers must be saved by now.
  private void stateLeaving() {
    if (loop.sim().observed(Fact.GuestModeLeft.class)) {
      loop.sim().state(new Fact.GuestModeLeft(id, saved.listRegistersUsed()));
    }
  }

  private void syncVgic() {
    if (attention.interrupts().sync(saved.saved(), saved.listRegistersUsed())) {
      walk.add(new KernelWork.SetTimerActive(false));
    }
    saved.listRegistersUsed(0);
  }

  /// `kvm_timer_vcpu_load`: what the timer did while the vCPU was away.
  private void loadTimer() {
    VcpuInterrupts interrupts = attention.interrupts();
    boolean level = interrupts.timerShouldFire(saved.saved(), counter, loop.sim().now());
    attention.timerOutput(level);
    walk.add(new KernelWork.SetTimerActive(interrupts.timerActive(level)));
  }

  /// A vCPU that blocks needs a timer of the host's, since its own was just disabled
  /// (`kvm_timer_blocking`).
  private void putTimer() {
    if (!loop.blocking()) {
      return;
    }
    RegisterFile registers = saved.saved();
    long now = loop.sim().now();
    long expiry = attention.interrupts().timerExpiry(registers, counter, now);
    if (expiry != SystemCounter.NEVER) {
      loop.armBackgroundTimer(Math.max(0, expiry - now));
    }
  }
}
