package io.interlock.hypervisor.kvm;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.identity.FeatureTable;
import io.interlock.hypervisor.identity.VmIdentity;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.List;

/// `KVM_GET_ONE_REG`, `KVM_SET_ONE_REG` and `KVM_GET_REG_LIST` of vCPUs.
public final class VcpuRegisters {
  private static final SysReg MAIN_ID = SysReg.named("MIDR_EL1");
  private static final SysReg REVISION_ID = SysReg.named("REVIDR_EL1");
  private static final SysReg AUXILIARY_ID = SysReg.named("AIDR_EL1");
  private static final SysReg AFFINITY = SysReg.named("MPIDR_EL1");
  private static final long AFFINITY_RES1 = 1L << 31;

  private final KvmVm vm;

  VcpuRegisters(KvmVm vm) {
    this.vm = vm;
  }

  /// Whether the registers can be accessed at all: 0, or the negative number of the error. What
  /// CPU_ON prepared is in them from then on.
  public int access(int id) {
    KvmVcpu vcpu = vm.vcpu(id);
    if (!vcpu.initialised()) {
      return Errno.ENOEXEC.result();
    }
    KvmVm.resetIfAsked(vcpu);
    return 0;
  }

  /// PC or X0.
  public long core(int id, boolean programCounter) {
    KvmVcpu vcpu = vm.vcpu(id);
    return programCounter ? vcpu.pc : vcpu.x0;
  }

  /// PC or X0.
  public void setCore(int id, boolean programCounter, long value) {
    KvmVcpu vcpu = vm.vcpu(id);
    if (programCounter) {
      vcpu.pc = value;
    } else {
      vcpu.x0 = value;
    }
  }

  /// Whether it is a register that says what the vCPU is, and that KVM knows.
  public static boolean identifies(SysReg register) {
    return FeatureTable.contains(register) || register == AFFINITY || isOfHost(register);
  }

  /// Registers that are the host's, and no guest's (`invariant_sys_regs`).
  private static boolean isOfHost(SysReg register) {
    return register == MAIN_ID || register == REVISION_ID || register == AUXILIARY_ID;
  }

  /// A register for which [#identifies] holds.
  public long identity(int id, SysReg register) {
    if (register == AFFINITY) {
      return AFFINITY_RES1 | GicDevice.affinity(vm.vcpu(id).id);
    }
    if (isOfHost(register)) {
      return register == MAIN_ID ? vm.host().identity().mainId() : 0;
    }
    return vm.identity().read(register);
  }

  /// User space writes an ID register of the VM, or one of the host's, which has to stay as it is.
  /// Returns 0 or the negative number of the error.
  public int setIdentity(int id, SysReg register, long value) {
    if (!FeatureTable.contains(register)) {
      return value == identity(id, register) ? 0 : Errno.EINVAL.result();
    }
    VmIdentity.Answer answer = vm.identity().write(register, value, vm.hasRun());
    vm.identity(answer.identity());
    return answer.result();
  }

  /// The names of all registers that there are.
  public List<String> list(int id) {
    KvmVcpu vcpu = vm.vcpu(id);
    return RegisterList.of(vcpu.features != null && vcpu.features.pmuV3());
  }
}
