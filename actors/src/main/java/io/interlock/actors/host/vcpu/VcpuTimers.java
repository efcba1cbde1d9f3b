package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.guest.TimerAccess;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.actors.host.plan.TimerIntids;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GenericTimer;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import java.util.function.Consumer;

/// The timers of one vCPU as KVM sees them (`arch_timer.c`), over its saved registers.
///
/// The virtual one is in hardware while the vCPU is loaded. So is the physical one where the host's
/// kernel runs at EL2 and has a timer of its own there; where it does not, KVM emulates it.
final class VcpuTimers {
  private final transient RegisterFile saved;
  private final transient VcpuAttention attention;
  private final transient SystemCounter counter;
  private final transient TimerIntids intids;
  private final transient boolean physicalInHardware;

  /// When the guest's WFIT is over (flag `IN_WFIT`), [SystemCounter#NEVER] if it has no such wait.
  private long waitEnd = SystemCounter.NEVER;

  VcpuTimers(
      RegisterFile saved, VcpuAttention attention, SystemCounter counter, RunSettings settings) {
    this.saved = saved;
    this.attention = attention;
    this.counter = counter;
    this.intids = settings.timers();
    this.physicalInHardware = settings.vhe();
  }

  private VcpuTimers(VcpuTimers other, RegisterFile saved, VcpuAttention attention) {
    this.saved = saved;
    this.attention = attention;
    this.counter = other.counter;
    this.intids = other.intids;
    this.physicalInHardware = other.physicalInHardware;
    this.waitEnd = other.waitEnd;
  }

  /// The same over copies.
  VcpuTimers over(RegisterFile copiedSaved, VcpuAttention copiedAttention) {
    return new VcpuTimers(this, copiedSaved, copiedAttention);
  }

  /// Whether it has expired, by the saved registers (`kvm_timer_should_fire`).
  boolean shouldFire(GuestTimer timer, long now) {
    return GenericTimer.lineLevel(
        saved.read(timer.control()), saved.read(timer.compareValue()), count(timer, now));
  }

  /// When a vCPU that sleeps is woken by the first of them, or by the end of its WFIT; `now` if
  /// that has come, [SystemCounter#NEVER] if it never will (`kvm_timer_earliest_exp`).
  long earliestExpiry(long now) {
    long timers = Math.min(expiry(GuestTimer.VIRTUAL, now), expiry(GuestTimer.PHYSICAL, now));
    return Math.min(timers, Math.max(now, waitEnd));
  }

  /// The thread sleeps. Without a timer of the host's it will not wake for one of the guest's.
  void asleep(Sim<Vcpu.Command> sim, VcpuId id, boolean backgroundTimer) {
    if (!backgroundTimer
        && sim.observed(Fact.SleepsOverTimer.class)
        && earliestExpiry(sim.now()) != SystemCounter.NEVER) {
      sim.state(new Fact.SleepsOverTimer(id));
    }
  }

  /// The guest waits until its virtual count is this (`kvm_handle_wfx`).
  void waitUntil(long count) {
    waitEnd = counter.picosAtCount(count + saved.read(GuestTimer.VIRTUAL.offset()));
  }

  /// It does not wait any more.
  void waitOver() {
    waitEnd = SystemCounter.NEVER;
  }

  private long expiry(GuestTimer timer, long now) {
    return GenericTimer.nextExpiryPicos(
        counter,
        saved.read(timer.control()),
        saved.read(timer.compareValue()),
        saved.read(timer.offset()),
        now);
  }

  /// What the guest's counter shows.
  long count(GuestTimer timer, long now) {
    return counter.count(now) - saved.read(timer.offset());
  }

  /// `kvm_timer_vcpu_load`: what the timers did while the vCPU was away. A physical interrupt is
  /// active while the guest handles it or is about to (`kvm_timer_vcpu_load_gic`).
  void load(long now, Consumer<KernelWork> work) {
    int which = 0;
    int active = 0;
    for (GuestTimer timer : GuestTimer.values()) {
      if (timer == GuestTimer.PHYSICAL && !physicalInHardware) {
        emulate(now, work);
        continue;
      }
      boolean level = shouldFire(timer, now);
      attention.timerOutput(timer, level);
      which |= 1 << intids.of(timer);
      active |= attention.interrupts().timerActive(timer, level) ? 1 << intids.of(timer) : 0;
    }
    work.accept(new KernelWork.SetTimersActive(which, active));
  }

  /// `timer_emulate`: the level of the physical timer as it is, and a timer of the host's for the
  /// next time that it rises. That is looked at even if the level has just changed.
  private void emulate(long now, Consumer<KernelWork> work) {
    boolean level = shouldFire(GuestTimer.PHYSICAL, now);
    attention.timerOutput(GuestTimer.PHYSICAL, level);
    long next = level ? expired() : expiry(GuestTimer.PHYSICAL, now);
    if (next != SystemCounter.NEVER) {
      work.accept(new KernelWork.EmulateTimer(next));
    }
  }

  /// When the physical timer has reached its compare value.
  private long expired() {
    return counter.picosAtCount(
        saved.read(GuestTimer.PHYSICAL.compareValue()) + saved.read(GuestTimer.PHYSICAL.offset()));
  }

  /// The guest's access to its physical timer trapped (`kvm_arm_timer_write_sysreg`).
  void access(Elementary operation, long now, Consumer<KernelWork> work) {
    GuestTimer timer = GuestTimer.PHYSICAL;
    TimerAccess.perform(saved, operation, count(timer, now), counter);
    if (physicalInHardware) {
      long compareValue = saved.read(timer.compareValue()) + saved.read(timer.offset());
      work.accept(new KernelWork.WriteTimer(timer.compareValue(), compareValue));
      work.accept(new KernelWork.WriteTimer(timer.control(), saved.read(timer.control())));
    } else {
      work.accept(new KernelWork.EmulateTimer(SystemCounter.NEVER));
      emulate(now, work);
    }
  }

  /// What a trapped read returns (`kvm_arm_timer_read_sysreg`).
  long read(SysReg register, long now) {
    return TimerAccess.read(saved, register, GuestTimer.PHYSICAL, count(GuestTimer.PHYSICAL, now));
  }
}
