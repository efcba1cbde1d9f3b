package io.interlock.hypervisor.vgic.device;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.uapi.UserInt;

/// A call of user space about the GIC of a VM, by its numbers.
public sealed interface GicCall {
  /// A call on the file descriptor of the device.
  sealed interface OfDevice extends GicCall {
    /// A group of attributes.
    int group();

    /// Makes the call: 0 or a value, or the negative number of an error.
    long make(GicDevice gic);

    /// Whether it needs all vCPUs to be out of KVM_RUN (`kvm_trylock_all_vcpus`).
    default boolean locksVcpus() {
      return !(this instanceof HasAttribute) && GicDevice.accessesRegisters(group());
    }
  }

  /// KVM_HAS_DEVICE_ATTR.
  record HasAttribute(int group, long attribute) implements OfDevice {
    @Override
    public long make(GicDevice gic) {
      return gic.has(group, attribute);
    }
  }

  /// KVM_GET_DEVICE_ATTR.
  ///
  /// @param given what is at the address beforehand
  record GetAttribute(int group, long attribute, long given) implements OfDevice {
    @Override
    public long make(GicDevice gic) {
      return gic.get(group, attribute, given);
    }

    /// Whether it is what a register holds, or the levels of lines as bits.
    public boolean isOfRegisters() {
      return GicDevice.accessesRegisters(group);
    }
  }

  /// KVM_SET_DEVICE_ATTR.
  record SetAttribute(int group, long attribute, UserInt value) implements OfDevice {
    @Override
    public long make(GicDevice gic) {
      return gic.set(group, attribute, value);
    }
  }

  /// KVM_IRQ_LINE.
  ///
  /// @param vcpu the id of one; of no meaning for an SPI
  /// @param intid of the interrupt; of an input of the CPU, its number
  record IrqLine(Input input, int vcpu, int intid, boolean level) implements GicCall {
    /// What kind of input (`KVM_ARM_IRQ_TYPE_`).
    public enum Input {
      CPU,
      PPI,
      SPI
    }

    /// The first error that applies where the VM has a GIC, or 0 (`kvm_vm_ioctl_irq_line`,
    /// `kvm_vgic_inject_irq`).
    ///
    /// @param vcpuExists whether there is a vCPU with that id
    /// @param interrupts how many the GIC has, 0 until it is initialised
    public int error(boolean vcpuExists, int interrupts) {
      Errno error =
          switch (input) {
            case CPU -> Errno.ENXIO;
            case PPI -> vcpuExists && IntId.isPpi(intid) ? null : Errno.EINVAL;
            case SPI -> intid < IntId.PRIVATE_COUNT ? Errno.EINVAL : null;
          };
      if (error == null && interrupts == 0) {
        error = Errno.EBUSY;
      }
      if (error == null && intid >= interrupts) {
        error = Errno.EINVAL;
      }
      return error == null ? 0 : error.result();
    }

    /// The same where the VM has none (`kvm_vm_ioctl_irq_line`).
    public int errorWithoutGic(boolean vcpuExists) {
      if (input != Input.CPU) {
        return Errno.ENXIO.result();
      }
      return vcpuExists && intid <= 1 ? 0 : Errno.EINVAL.result();
    }
  }
}
