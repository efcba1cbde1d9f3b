package io.interlock.actors.host.vgic;

import io.interlock.actors.host.VcpuGicState;
import io.interlock.actors.host.VcpuState;
import io.interlock.hardware.gic.IchRegisterArray;
import io.interlock.hypervisor.kvm.KvmHost;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.Vgic;
import io.interlock.hypervisor.vgic.VgicIrq;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.List;
import java.util.Objects;

/// The GIC of a VM put together from what its vCPUs and its distributor keep, so that KVM's own
/// rules for user space answer for it ([GicDevice]).
///
/// Nothing of it changes meanwhile but by user space: all vCPUs are out of KVM_RUN.
final class WholeGic {
  private static final int LIST_REGISTERS = 16;

  private final GicDevice device;
  private final Vgic vgic;

  /// One that is new.
  WholeGic(int vcpus, int interrupts) {
    device = GicDevice.initialised(KvmHost.IPA_BITS_DEFAULT, LIST_REGISTERS, vcpus, interrupts);
    vgic = Objects.requireNonNull(device.vgic());
  }

  GicDevice device() {
    return device;
  }

  /// The distributor is on or off, and this is an SPI that it keeps.
  void restore(boolean enabled, List<VgicIrq> kept) {
    vgic.enable(enabled);
    kept.forEach(vgic::restore);
  }

  /// What is kept for a vCPU.
  void restore(int vcpu, VcpuGicState state) {
    vgic.cpu(vcpu).restore(VcpuState.array(state.privates()));
    state.spis().forEach(vgic::restore);
    IchRegisterArray registers = device.cpuInterface(vcpu);
    registers.writeVmcr(state.machineControl());
    registers.writeAp1r((int) state.activePriorities());
  }

  boolean isEnabled() {
    return vgic.isEnabled();
  }

  /// GICD_CTLR.
  long control() {
    return Integer.toUnsignedLong(new GuestDistributor(vgic).read(0));
  }

  /// An SPI, or an SGI or PPI of that vCPU.
  VgicIrq irq(int vcpu, int intid) {
    return vgic.irq(vcpu, intid);
  }

  /// ICC_PMR_EL1 of a vCPU.
  long priorityMask(int vcpu) {
    return CpuInterfaceRegister.ICC_PMR_EL1.read(device.cpuInterface(vcpu));
  }

  /// What is to be kept for a vCPU; its SPIs are not spoken of.
  VcpuGicState of(int vcpu) {
    IchRegisterArray registers = device.cpuInterface(vcpu);
    return new VcpuGicState(
        VcpuState.list(vgic.cpu(vcpu).save()),
        List.of(),
        registers.vmcr(),
        Integer.toUnsignedLong(registers.ap1r()));
  }
}
