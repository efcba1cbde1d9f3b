package io.interlock.hypervisor.program.source;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.SysReg;

/// A register as a program names it.
public sealed interface RegisterName {

  /// By its full name.
  record Fixed(SysReg register) implements RegisterName {}

  /// A member of a family, such as `PMEVCNTR[n]_EL0`; the index is known when the program is bound.
  record Indexed(RegisterFamily family, Expression index) implements RegisterName {}
}
