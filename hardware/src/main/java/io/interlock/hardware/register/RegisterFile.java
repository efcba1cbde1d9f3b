package io.interlock.hardware.register;

import java.util.Arrays;

/// The values of all system registers of one PE, or the saved ones of one context.
///
/// One owner writes it and never sends it; `copy()` gives a snapshot to keep. Registers start at
/// zero. Storage is taken with the first value that is not zero, so the register file of an idle
/// CPU or of a vCPU that never ran costs a few dozen bytes.
public final class RegisterFile implements RegisterAccess {
  /// Stands for storage not taken yet; never written.
  private static final long[] ALL_ZERO = new long[SysReg.slotCount()];

  private long[] values;

  public RegisterFile() {
    this(ALL_ZERO);
  }

  private RegisterFile(long[] values) {
    this.values = values;
  }

  /// The stored value; both names of a set/clear pair read the same.
  @Override
  public long read(SysReg register) {
    return values[register.slot()];
  }

  /// Writes with the register's own effect: replaces, sets ones, or clears ones.
  @Override
  public void write(SysReg register, long value) {
    switch (register.writeEffect()) {
      case REPLACE -> assign(register, value);
      case SET_ONES -> setBits(register, value);
      case CLEAR_ONES -> clearBits(register, value);
    }
  }

  /// Replaces the stored value whatever a write would do: hardware that changes its own register,
  /// or memory that holds a saved one.
  public void assign(SysReg register, long value) {
    if (values == ALL_ZERO) {
      if (value == 0) {
        return;
      }
      values = ALL_ZERO.clone();
    }
    values[register.slot()] = value;
  }

  /// Sets the bits that are one in `mask`.
  public void setBits(SysReg register, long mask) {
    assign(register, read(register) | mask);
  }

  /// Clears the bits that are one in `mask`.
  public void clearBits(SysReg register, long mask) {
    assign(register, read(register) & ~mask);
  }

  /// The value of one field.
  public long readField(SysReg register, RegisterField field) {
    return field.get(read(register));
  }

  /// An independent register file with equal values.
  public RegisterFile copy() {
    return new RegisterFile(values == ALL_ZERO ? ALL_ZERO : values.clone());
  }

  /// Whether storage is taken, for tests of the memory that an idle PE takes.
  boolean takesStorage() {
    return values != ALL_ZERO;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegisterFile file && Arrays.equals(values, file.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /// The registers that are not zero, by name.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int slot = 0; slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (read(register) != 0) {
        text.append(text.length() > 1 ? " " : "").append(register).append('=');
        text.append("0x").append(Long.toHexString(read(register)));
      }
    }
    return text.append('}').toString();
  }
}
