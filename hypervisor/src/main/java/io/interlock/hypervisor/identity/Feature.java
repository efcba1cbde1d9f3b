package io.interlock.hypervisor.identity;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// A field of an ID register that Linux knows (`struct arm64_ftr_bits`).
///
/// @param signed whether the highest bit is a sign, so that 15 is less than 0
/// @param ofHost which of two values is safe where the CPUs of a host differ
/// @param ofGuest which one is where user space changes it
/// @param fixed the safe value where none of two is
/// @param writable whether user space can change it
public record Feature(
    SysReg register,
    RegisterField field,
    boolean signed,
    SafeValue ofHost,
    SafeValue ofGuest,
    long fixed,
    boolean writable) {

  /// Its value in a register.
  public long value(long registerValue) {
    long value = field.get(registerValue);
    int width = field.high() - field.low() + 1;
    boolean negative = signed && (value >> (width - 1) & 1) != 0;
    return negative ? value - (1L << width) : value;
  }

  /// The register with another value of it.
  long with(long registerValue, long value) {
    return field.with(registerValue, value);
  }

  /// Whether a guest may have the register `wanted` where it could have `limit`, as far as this
  /// field is concerned.
  boolean isSafe(long wanted, long limit) {
    long one = value(wanted);
    long most = value(limit);
    return one == most || ofGuest.of(one, most, fixed) == one;
  }

  @Override
  public String toString() {
    return register + "." + field.name();
  }
}
