package io.interlock.hypervisor.spe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The SPE configuration of a VM and its vCPUs (`struct kvm_spe`).
///
/// @param spu the chosen SPU, or null
/// @param bufferBytesMax what a guest's buffer may have: 0 is no limit, [#UNSET] not yet chosen
/// @param hasRun KVM_ARCH_FLAG_HAS_RAN_ONCE
/// @param interruptController what there is of the vGIC
public record VmSpe(
    SupportedCpus cpus,
    @Nullable HostSpu spu,
    long bufferBytesMax,
    boolean hasRun,
    InterruptController interruptController,
    List<VcpuSpe> vcpus) {
  /// KVM_SPE_MAX_BUFFER_SIZE_UNSET: user space has not said how large a buffer may be.
  public static final long UNSET = -1;

  /// The state of the in-kernel vGIC.
  public enum InterruptController {
    /// User space emulates one, or there is none.
    NOT_IN_KERNEL,
    /// KVM_CREATE_DEVICE was called.
    CREATED,
    /// KVM_DEV_ARM_VGIC_CTRL_INIT was set.
    INITIALISED
  }

  public VmSpe {
    vcpus = List.copyOf(vcpus);
  }

  /// A VM that nothing was configured of (`kvm_spe_init_vm`).
  public static VmSpe created(
      SupportedCpus cpus, InterruptController interruptController, List<VcpuSpe> vcpus) {
    return new VmSpe(cpus, null, UNSET, false, interruptController, vcpus);
  }

  /// The vCPU with that index.
  public VcpuSpe vcpu(int index) {
    return vcpus.get(index);
  }

  /// A vCPU has run: the configuration is final.
  public VmSpe afterFirstRun() {
    return new VmSpe(cpus, spu, bufferBytesMax, true, interruptController, vcpus);
  }

  /// With other CPUs, as after a PMU was chosen.
  public VmSpe withCpus(SupportedCpus other) {
    return new VmSpe(other, spu, bufferBytesMax, hasRun, interruptController, vcpus);
  }

  VmSpe withSpu(HostSpu chosen, SupportedCpus narrowed) {
    return new VmSpe(narrowed, chosen, bufferBytesMax, hasRun, interruptController, vcpus);
  }

  VmSpe withBufferBytesMax(long bytes) {
    return new VmSpe(cpus, spu, bytes, hasRun, interruptController, vcpus);
  }

  VmSpe withVcpu(int index, VcpuSpe vcpu) {
    List<VcpuSpe> all = new ArrayList<>(vcpus);
    all.set(index, vcpu);
    return new VmSpe(cpus, spu, bufferBytesMax, hasRun, interruptController, all);
  }
}
