package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.GuestContext;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GuestTimer;

/// What a vCPU is made from, and begins anew from: by CPU_ON, or when user space calls
/// KVM_ARM_VCPU_INIT once more.
///
/// @param profilingIntid the PPI that its SPE driver has
record VcpuBirth(VmPlan vm, VmPlan.VcpuPlan plan, RunSettings settings, int profilingIntid) {
  private static final SysReg HYP_CONTROL = SysReg.named("ICH_HCR_EL2");

  /// The state in memory as KVM resets it (`kvm_reset_vcpu`): system registers and timers. What
  /// belongs to the VM stays, as do the interrupts: KVM resets neither its vGIC nor the guest's
  /// CPU interface. How many counters the PMU has belongs to the VM.
  ///
  /// @param byUser whether user space does it, which then gives the registers anew that it gave
  ///     the vCPU at first, and resets its interrupt controller
  void reset(VcpuParts parts, boolean byUser) {
    RegisterFile saved = parts.saved().saved();
    RegisterFile fresh = VcpuReset.registers(vm.vm(), plan.id().index(), settings.vhe());
    VcpuMonitors.reset(fresh, settings.partition());
    if (byUser) {
      vm.registers().forEach(fresh::assign);
    }
    var interrupts = VcpuInterrupts.begun(plan.id().index(), vm, settings, fresh);
    for (SysReg register : SysReg.all()) {
      if (!keeps(register) && (byUser || !isOfInterruptInterface(register))) {
        saved.assign(register, fresh.read(register));
      }
    }
    parts.monitors().reset(byUser);
    VcpuReset.timerTraps(saved, settings);
    for (GuestTimer timer : GuestTimer.values()) {
      boolean _ = parts.attention().interrupts().timerOutput(timer, false);
    }
    if (byUser) {
      if (vm.profiling() != null) {
        interrupts.addProfiling(profilingIntid, true);
      }
      parts.attention().interrupts().reset(interrupts);
    }
  }

  /// Where the guest begins.
  GuestContext guest(long x0) {
    return GuestContext.start(plan.code(), profilingIntid).withX0(x0);
  }

  private static boolean isOfInterruptInterface(SysReg register) {
    return register.name().startsWith("ICH_") && register.slot() != HYP_CONTROL.slot();
  }

  private static boolean keeps(SysReg register) {
    return register.slot() == GuestTimer.VIRTUAL.offset().slot()
        || register.slot() == GuestTimer.PHYSICAL.offset().slot();
  }
}
