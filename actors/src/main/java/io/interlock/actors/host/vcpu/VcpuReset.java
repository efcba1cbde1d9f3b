package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.vcpu.GuestHcr;
import io.interlock.hypervisor.vcpu.GuestTimerTraps;
import java.util.Set;

/// The register values of a vCPU after KVM_ARM_VCPU_INIT that are not zero.
final class VcpuReset {
  private static final SysReg TRAPS = SysReg.named("HCR_EL2");
  private static final SysReg STAGE_2_BASE = SysReg.named("VTTBR_EL2");
  private static final SysReg COUNTER_CONTROL = SysReg.named("CNTHCTL_EL2");
  private static final SysReg GUEST_MPIDR = SysReg.named("VMPIDR_EL2");

  /// Registers of EL2 that hold what the guest sees.
  private static final Set<String> OF_GUEST =
      Set.of(
          "CNTVOFF_EL2", "CNTPOFF_EL2", "ICH_AP1R0_EL2", "ICH_VMCR_EL2", "VMPIDR_EL2", "VPIDR_EL2");

  private static final int VMID_SHIFT = 48;
  private static final long MPIDR_RES1 = 1L << 31;

  private VcpuReset() {}

  /// What a vCPU begins with: the values of reset, the traps of its host, and what user space has
  /// restored.
  static RegisterFile registers(VmPlan vm, int vcpu, RunSettings settings) {
    RegisterFile registers = registers(vm.vm(), vcpu, settings.vhe());
    VcpuMonitors.reset(registers, settings.partition());
    vm.registers().forEach(registers::assign);
    return registers;
  }

  /// What user space restores over the values of reset. What the host decides stays: the traps, the
  /// VMID, and the controls of its own debug and list registers.
  static void restore(RegisterFile registers, long[] saved) {
    RegisterFile moved = RegisterFile.restored(saved);
    for (int i = 0; i < saved.length; i += 2) {
      SysReg register = SysReg.inSlot(Math.toIntExact(saved[i]));
      if (!register.name().endsWith("_EL2") || OF_GUEST.contains(register.name())) {
        registers.assign(register, moved.read(register));
      }
    }
  }

  /// What of the physical counter and timer traps follows from the guest's offset and the host.
  static void timerTraps(RegisterFile registers, RunSettings settings) {
    long offset = registers.read(GuestTimer.PHYSICAL.offset());
    registers.assign(
        COUNTER_CONTROL, GuestTimerTraps.control(settings.vhe(), offset, settings.countOffset()));
  }

  /// @param vm number of the VM on its host, which also decides its VMID
  /// @param vcpu index in the VM
  /// @param vhe whether the host's kernel runs at EL2
  static RegisterFile registers(int vm, int vcpu, boolean vhe) {
    RegisterFile registers = new RegisterFile();
    registers.assign(TRAPS, GuestHcr.reset(vhe));
    registers.assign(STAGE_2_BASE, (vm + 1L) << VMID_SHIFT);
    registers.assign(GUEST_MPIDR, MPIDR_RES1 | VcpuRedistributor.affinity(vcpu));
    return registers;
  }
}
