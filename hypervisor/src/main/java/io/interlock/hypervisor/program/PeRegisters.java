package io.interlock.hypervisor.program;

import io.interlock.hardware.register.RegisterAccess;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Owner;

/// What a physical CPU brings to a program.
///
/// @param hardware its registers, with the effects that accesses have
/// @param host its memory for the host's values while the guest's are in hardware
public record PeRegisters(RegisterAccess hardware, RegisterFile host) implements Operands {

  @Override
  public long register(Storage storage) {
    return read(storage.owner(), storage.register());
  }

  /// Reads a register of the CPU, or its memory of a host register.
  public long read(Owner owner, SysReg register) {
    return switch (owner) {
      case HARDWARE -> hardware.read(register);
      case HOST -> host.read(register);
      case VCPU -> throw new IllegalStateException(register + " belongs to the vCPU");
    };
  }

  @Override
  public long live(String name) {
    throw new IllegalStateException(name + " belongs to the vCPU");
  }

  /// Writes a register of the CPU, or its memory of a host register.
  public void write(Owner owner, SysReg register, long value) {
    switch (owner) {
      case HARDWARE -> hardware.write(register, value);
      case HOST -> host.assign(register, value);
      case VCPU -> throw new IllegalStateException(register + " belongs to the vCPU");
    }
  }

  /// As the other.
  public void store(Storage target, long value) {
    write(target.owner(), target.register(), value);
  }
}
