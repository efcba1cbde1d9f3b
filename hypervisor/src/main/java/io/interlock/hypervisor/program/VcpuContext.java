package io.interlock.hypervisor.program;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hypervisor.program.source.Owner;

/// What the vCPU thread brings to a program: its saved registers and the numbers only it knows.
public interface VcpuContext extends Operands {

  /// The saved registers; plain memory, so that a write replaces whatever the register's own effect
  /// is.
  RegisterFile saved();

  /// A live value by the name that the vocabulary gives it.
  @Override
  long live(String name);

  @Override
  default long register(Storage storage) {
    if (storage.owner() != Owner.VCPU) {
      throw new IllegalStateException(storage + " belongs to the physical CPU");
    }
    return saved().read(storage.register());
  }
}
