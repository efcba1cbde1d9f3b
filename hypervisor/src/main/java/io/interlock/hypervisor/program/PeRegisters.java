package io.interlock.hypervisor.program;

import io.interlock.hardware.register.RegisterAccess;
import io.interlock.hardware.register.RegisterFile;

/// What a physical CPU brings to a program.
///
/// @param hardware its registers, with the effects that accesses have
/// @param host its memory for the host's values while the guest's are in hardware
public record PeRegisters(RegisterAccess hardware, RegisterFile host) implements Operands {

  @Override
  public long register(Storage storage) {
    return switch (storage.owner()) {
      case HARDWARE -> hardware.read(storage.register());
      case HOST -> host.read(storage.register());
      case VCPU -> throw new IllegalStateException(storage + " belongs to the vCPU");
    };
  }

  @Override
  public long live(String name) {
    throw new IllegalStateException(name + " belongs to the vCPU");
  }

  /// Writes a register of the CPU, or its memory of a host register.
  public void store(Storage target, long value) {
    switch (target.owner()) {
      case HARDWARE -> hardware.write(target.register(), value);
      case HOST -> host.assign(target.register(), value);
      case VCPU -> throw new IllegalStateException(target + " belongs to the vCPU");
    }
  }
}
