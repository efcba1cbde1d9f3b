package io.interlock.hardware.register;

/// A named run of bits `high..low` of a register.
public record RegisterField(String name, int high, int low) {

  public RegisterField {
    if (low < 0 || high < low || high > 63) {
      throw new IllegalArgumentException("field " + name + " has bits " + high + ":" + low);
    }
  }

  /// The field's bits, all ones, at their place in the register.
  public long mask() {
    return (-1L >>> (63 - high + low)) << low;
  }

  /// The field's value, moved down to bit 0.
  public long get(long registerValue) {
    return (registerValue & mask()) >>> low;
  }

  /// `fieldValue` moved to the field's place; bits that do not fit are dropped.
  public long place(long fieldValue) {
    return (fieldValue << low) & mask();
  }

  /// `registerValue` with this field replaced.
  public long with(long registerValue, long fieldValue) {
    return (registerValue & ~mask()) | place(fieldValue);
  }
}
