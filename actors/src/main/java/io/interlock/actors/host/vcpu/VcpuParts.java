package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.HostUnits;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vcpu.VcpuRequest;

/// What a vCPU thread is made of; most of it works on the same saved registers.
record VcpuParts(
    RunSettings settings,
    SavedState saved,
    VcpuAttention attention,
    VcpuTimers timers,
    VcpuMonitors monitors,
    ProgramWalk walk,
    PeStay stay,
    VcpuProfiling profiling,
    VcpuGic gic,
    BeforeEntry beforeEntry,
    LastExit last,
    LoopState loop,
    UserWishes user,
    PowerState power,
    VcpuBirth birth) {

  /// Those of a vCPU as KVM_ARM_VCPU_INIT makes it, or as user space restores it.
  static VcpuParts of(
      VmPlan vm, VmPlan.VcpuPlan plan, HostUnits units, ActorRef<VirtualMachine.Command> machine) {
    RunSettings settings = units.settings().of(vm);
    int index = plan.id().index();
    RegisterFile registers = VcpuReset.registers(vm, index, settings);
    SavedState saved = new SavedState(registers, vm.profiling() != null);
    saved.guestOwned(!settings.hooks().lazy());
    var profiling = new VcpuProfiling(plan.id(), vm.profiling(), registers, machine);
    VcpuInterrupts interrupts = VcpuInterrupts.begun(index, vm, settings, registers);
    VcpuState before = plan.restored();
    GuestContext guest =
        before == null
            ? GuestContext.start(plan.code(), profiling.intid())
            : VcpuMove.restore(plan, before, saved, interrupts, profiling);
    VcpuReset.timerTraps(registers, settings);
    var attention = new VcpuAttention(interrupts);
    if (plan.begins() != MpState.RUNNABLE) {
      attention.make(VcpuRequest.SLEEP);
    }
    return new VcpuParts(
        settings,
        saved,
        attention,
        new VcpuTimers(registers, attention, units.counter(), settings),
        new VcpuMonitors(registers, settings),
        new ProgramWalk(saved, settings.stepwise()),
        new PeStay(units.pes()),
        profiling,
        new VcpuGic(plan.id()),
        new BeforeEntry(),
        LastExit.none(guest),
        new LoopState(),
        new UserWishes(),
        new PowerState(plan.begins()),
        new VcpuBirth(vm, plan, settings, profiling.intid()));
  }

  /// Independent ones in the same state.
  VcpuParts copy() {
    SavedState copied = saved.copy();
    VcpuAttention attentive = attention.copy();
    return new VcpuParts(
        settings,
        copied,
        attentive,
        timers.over(copied.saved(), attentive),
        monitors.copy(copied.saved()),
        walk.copy(copied),
        stay.copy(),
        profiling.copy(copied.saved()),
        gic.copy(),
        beforeEntry.copy(),
        last.copy(),
        loop.copy(),
        user.copy(),
        power.copy(),
        birth);
  }

  ExitHandler exits(VcpuId id) {
    return new ExitHandler(id, this);
  }
}
