package io.interlock.hardware.register;

import java.util.Arrays;

/// The values of all system registers of one PE, or the saved ones of one context.
///
/// One owner writes it and never sends it; `copy()` gives a snapshot to keep. Registers start at
/// zero. Files with equal values share their storage until one of them changes, so a snapshot that
/// nobody writes costs a few dozen bytes, and so does the file of a CPU or vCPU that never ran.
/// There is storage up to the last register that was ever other than zero: fleets have very many
/// files, and most use few registers.
public final class RegisterFile implements RegisterAccess {
  private static final long[] ALL_ZERO = {};

  /// Storage grows in steps of a cache line.
  private static final int SLOTS_PER_LINE = 8;

  private long[] values;

  /// Whether others may have the same storage; it is never written then.
  private transient boolean shared = true;

  /// All registers are zero.
  public RegisterFile() {
    this(ALL_ZERO);
  }

  private RegisterFile(long[] values) {
    this.values = values;
  }

  /// The stored value; both names of a set/clear pair read the same.
  @Override
  public long read(SysReg register) {
    return at(register.slot());
  }

  private long at(int slot) {
    return slot < values.length ? values[slot] : 0;
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
    int slot = register.slot();
    if (shared || slot >= values.length) {
      if (at(slot) == value) {
        return;
      }
      values = Arrays.copyOf(values, Math.max(values.length, lengthFor(slot)));
      shared = false;
    }
    values[slot] = value;
  }

  private static int lengthFor(int slot) {
    return Math.min((slot / SLOTS_PER_LINE + 1) * SLOTS_PER_LINE, SysReg.slotCount());
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

  /// The registers that are not zero, each as its slot and its value.
  public long[] save() {
    int held = 0;
    for (long value : values) {
      held += value == 0 ? 0 : 1;
    }
    long[] saved = new long[2 * held];
    int next = 0;
    for (int slot = 0; slot < values.length; slot++) {
      if (values[slot] != 0) {
        saved[next++] = slot;
        saved[next++] = values[slot];
      }
    }
    return saved;
  }

  /// The registers that [#save] gave, all others zero.
  public static RegisterFile restored(long[] saved) {
    RegisterFile file = new RegisterFile();
    for (int i = 0; i < saved.length; i += 2) {
      file.assign(SysReg.inSlot(Math.toIntExact(saved[i])), saved[i + 1]);
    }
    return file;
  }

  /// An independent register file with equal values.
  public RegisterFile copy() {
    shared = true;
    return new RegisterFile(values);
  }

  /// Whether storage is taken, for tests of the memory that an idle PE takes.
  boolean takesStorage() {
    return values.length > 0;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof RegisterFile file)) {
      return false;
    }
    int both = Math.min(values.length, file.values.length);
    return Arrays.equals(values, 0, both, file.values, 0, both)
        && isZeroFrom(both)
        && file.isZeroFrom(both);
  }

  private boolean isZeroFrom(int slot) {
    return Arrays.stream(values, slot, values.length).allMatch(value -> value == 0);
  }

  /// As if there were storage for all registers.
  @Override
  public int hashCode() {
    int hash = Arrays.hashCode(values);
    for (int slot = values.length; slot < SysReg.slotCount(); slot++) {
      hash *= 31;
    }
    return hash;
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
