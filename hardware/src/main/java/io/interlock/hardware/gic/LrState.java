package io.interlock.hardware.gic;

/// State field of a list register, bits `[63:62]`: bit 0 of the field is pending, bit 1 active.
public enum LrState {
  /// The register is free.
  INACTIVE(0b00),
  /// To be taken by the guest.
  PENDING(0b01),
  /// Taken, not yet ended.
  ACTIVE(0b10),
  /// Taken, and once more to be taken after its end.
  ACTIVE_PENDING(0b11);

  private final int field;

  LrState(int field) {
    this.field = field;
  }

  public static LrState of(boolean pending, boolean active) {
    if (active) {
      return pending ? ACTIVE_PENDING : ACTIVE;
    }
    return pending ? PENDING : INACTIVE;
  }

  public boolean isPending() {
    return (field & 1) != 0;
  }

  public boolean isActive() {
    return (field & 2) != 0;
  }

  int field() {
    return field;
  }
}
