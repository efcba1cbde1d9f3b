package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Owner;

/// One owner's copy of one register.
public record Storage(Owner owner, SysReg register) {

  /// As programs write it.
  @Override
  public String toString() {
    return owner.prefix() + register;
  }
}
