package io.interlock.hardware.pmu;

/// What becomes of an access to a system register.
public enum AccessOutcome {
  /// It takes effect; some take effect by reading zero or by ignoring what is written.
  PERFORMED,
  /// The instruction is UNDEFINED where it is executed.
  UNDEFINED,
  /// It traps to EL1.
  TRAPS_TO_EL1,
  /// It traps to EL2.
  TRAPS_TO_EL2;

  private static final int UNKNOWN_REASON = 0x00;
  private static final int SYSTEM_REGISTER = 0x18;

  /// `ESR_ELx.EC` of the exception. Throws `IllegalStateException` if there is none.
  public int exceptionClass() {
    return switch (this) {
      case PERFORMED -> throw new IllegalStateException("an access that is performed");
      case UNDEFINED -> UNKNOWN_REASON;
      case TRAPS_TO_EL1, TRAPS_TO_EL2 -> SYSTEM_REGISTER;
    };
  }
}
