package io.interlock.hypervisor.spe;

import io.interlock.hardware.spe.MaxBufferSize;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.uapi.UserInt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The device attributes of a vCPU's SPE (`kvm_spe_set_attr` and its like), with the errors in the
/// order in which KVM looks for them.
///
/// The order of [SpeAttribute#SPU] is that of patch 12/35, but that a missing feature comes first
/// when setting: the patch shows it for getting only. The order of the others follows the series of
/// 2021 where it is known; what is assumed says so.
///
/// @param spus the SPUs that the host has registered
/// @param irqRule what counts as an interrupt number
public record SpeAttributes(List<HostSpu> spus, IrqRule irqRule) {
  private static final int FIRST_PPI = 16;
  private static final int LAST_PPI = 31;
  private static final long PAGE_MASK = 0xFFF;

  /// Which numbers SPE_IRQ takes.
  public enum IrqRule {
    /// The series of 2021: the validator returns -EINVAL as a boolean, so that what is no PPI is
    /// accepted.
    ANY_NUMBER,
    /// A PPI, the same on all vCPUs.
    SAME_PPI
  }

  public SpeAttributes {
    spus = List.copyOf(spus);
  }

  /// KVM_CHECK_EXTENSION of KVM_CAP_ARM_SPE.
  public int capability() {
    return spus.isEmpty() ? 0 : 1;
  }

  /// KVM_ARM_VCPU_INIT with KVM_ARM_VCPU_SPE among the features.
  public int initVcpu() {
    return spus.isEmpty() ? Errno.EINVAL.result() : 0;
  }

  /// KVM_HAS_DEVICE_ATTR. Assumed: that without the feature there are no attributes.
  public int has(VmSpe vm, int vcpu, long attribute) {
    if (!vm.vcpu(vcpu).feature()) {
      return Errno.ENXIO.result();
    }
    return SpeAttribute.of(attribute) == null ? Errno.ENXIO.result() : 0;
  }

  /// KVM_GET_DEVICE_ATTR.
  public SpeAnswer get(VmSpe vm, int vcpu, long attribute, UserInt address) {
    VcpuSpe asked = vm.vcpu(vcpu);
    if (!asked.feature()) {
      return SpeAnswer.refused(vm, Errno.ENODEV);
    }
    SpeAttribute known = SpeAttribute.of(attribute);
    if (known == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    return switch (known) {
      case IRQ -> read(vm, asked.irq() == VcpuSpe.NO_IRQ ? null : (long) asked.irq(), address);
      case SPU -> read(vm, vm.spu() == null ? null : (long) vm.spu().type(), address);
      // Assumed: as for the others, nothing set is no such thing.
      case MAX_BUFFER_SIZE ->
          read(vm, vm.bufferBytesMax() == VmSpe.UNSET ? null : vm.bufferBytesMax(), address);
      case INIT -> SpeAnswer.refused(vm, Errno.ENXIO);
    };
  }

  private static SpeAnswer read(VmSpe vm, @Nullable Long value, UserInt address) {
    if (value == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    return address instanceof UserInt.Unreachable
        ? SpeAnswer.refused(vm, Errno.EFAULT)
        : SpeAnswer.read(vm, value);
  }

  /// KVM_SET_DEVICE_ATTR, with nothing else happening meanwhile.
  public SpeAnswer set(VmSpe vm, int vcpu, long attribute, UserInt value) {
    if (!vm.vcpu(vcpu).feature()) {
      return SpeAnswer.refused(vm, Errno.ENODEV);
    }
    SpeAttribute known = SpeAttribute.of(attribute);
    if (known == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    return switch (known) {
      case IRQ -> setIrq(vm, vcpu, value);
      case SPU -> setSpu(vm, value);
      case MAX_BUFFER_SIZE -> setMaxBufferSize(vm, value);
      case INIT -> init(vm, vcpu);
    };
  }

  /// Assumed: that a VM without an in-kernel vGIC comes before the state of the vCPU.
  private SpeAnswer setIrq(VmSpe vm, int vcpu, UserInt value) {
    VcpuSpe asked = vm.vcpu(vcpu);
    if (vm.interruptController() == VmSpe.InterruptController.NOT_IN_KERNEL) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    if (asked.irq() != VcpuSpe.NO_IRQ || asked.initialised()) {
      return SpeAnswer.refused(vm, Errno.EBUSY);
    }
    if (!(value instanceof UserInt.Of(long number))) {
      return SpeAnswer.refused(vm, Errno.EFAULT);
    }
    return isValidIrq(vm, number)
        ? SpeAnswer.done(vm.withVcpu(vcpu, asked.withIrq((int) number)))
        : SpeAnswer.refused(vm, Errno.EINVAL);
  }

  /// `kvm_spe_irq_is_valid`.
  private boolean isValidIrq(VmSpe vm, long number) {
    boolean ppi = number >= FIRST_PPI && number <= LAST_PPI;
    if (!ppi) {
      return irqRule == IrqRule.ANY_NUMBER;
    }
    return vm.vcpus().stream()
        .allMatch(other -> other.irq() == VcpuSpe.NO_IRQ || other.irq() == number);
  }

  private SpeAnswer setSpu(VmSpe vm, UserInt value) {
    if (!(value instanceof UserInt.Of(long type))) {
      return SpeAnswer.refused(vm, Errno.EFAULT);
    }
    Errno tooLate = SpuSelection.beforeLock(vm);
    return tooLate == null
        ? SpuSelection.underLock(vm, type, spus)
        : SpeAnswer.refused(vm, tooLate);
  }

  /// All assumed, after the model of [#setSpu]. A size that PMBIDR_EL1.MaxBuffSize cannot say is
  /// refused rather than rounded, so that the guest knows what KVM will hold it to.
  private SpeAnswer setMaxBufferSize(VmSpe vm, UserInt value) {
    if (!(value instanceof UserInt.Of(long bytes))) {
      return SpeAnswer.refused(vm, Errno.EFAULT);
    }
    if (vm.hasRun()) {
      return SpeAnswer.refused(vm, Errno.EBUSY);
    }
    if (vm.spu() == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    return isValidSize(bytes, vm.spu().bufferBytesMax())
        ? SpeAnswer.done(vm.withBufferBytesMax(bytes))
        : SpeAnswer.refused(vm, Errno.EINVAL);
  }

  /// No limit is the largest of sizes, and allowed only where the SPU has none.
  private static boolean isValidSize(long bytes, long bytesMax) {
    boolean within = bytesMax == 0 || (bytes != 0 && bytes <= bytesMax);
    return bytes >= 0 && within && (bytes & PAGE_MASK) == 0 && MaxBufferSize.isRepresentable(bytes);
  }

  /// The order of 2021. Assumed: that a missing SPU is looked for last, and that a size not chosen
  /// becomes that of the SPU here.
  private SpeAnswer init(VmSpe vm, int vcpu) {
    VcpuSpe asked = vm.vcpu(vcpu);
    if (asked.irq() == VcpuSpe.NO_IRQ) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    if (vm.interruptController() != VmSpe.InterruptController.INITIALISED) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    if (asked.initialised()) {
      return SpeAnswer.refused(vm, Errno.EBUSY);
    }
    if (vm.spu() == null) {
      return SpeAnswer.refused(vm, Errno.ENXIO);
    }
    VmSpe sized =
        vm.bufferBytesMax() == VmSpe.UNSET ? vm.withBufferBytesMax(vm.spu().bufferBytesMax()) : vm;
    return SpeAnswer.done(sized.withVcpu(vcpu, asked.afterInit()));
  }

  /// The part of the first KVM_RUN of a vCPU that concerns SPE (`kvm_spe_vcpu_first_run_init`).
  public SpeAnswer firstRun(VmSpe vm, int vcpu) {
    VcpuSpe asked = vm.vcpu(vcpu);
    return asked.feature() && !asked.initialised()
        ? SpeAnswer.refused(vm, Errno.EPERM)
        : SpeAnswer.done(vm.afterFirstRun());
  }
}
