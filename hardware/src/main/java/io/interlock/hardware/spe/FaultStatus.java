package io.interlock.hardware.spe;

/// Fault status codes, as PMBSR_EL1.MSS holds them in its low six bits.
public final class FaultStatus {
  public static final int SYNCHRONOUS_EXTERNAL_ABORT = 0x10;
  public static final int ASYNCHRONOUS_EXTERNAL_ABORT = 0x11;
  public static final int ALIGNMENT = 0x21;
  public static final int GRANULE_PROTECTION = 0x28;
  public static final int TLB_CONFLICT = 0x30;
  public static final int UNSUPPORTED_ATOMIC_UPDATE = 0x31;

  private FaultStatus() {}

  /// The address has more bits than the table says; level 0 to 3.
  public static int addressSize(int level) {
    return level;
  }

  /// There is no valid entry; level 0 to 3.
  public static int translation(int level) {
    return 0x04 + level;
  }

  /// The entry's access flag is clear; level 0 (with FEAT_LPA2) to 3.
  public static int accessFlag(int level) {
    return 0x08 + level;
  }

  /// The entry does not allow the write; level 0 (with FEAT_LPA2) to 3.
  public static int permission(int level) {
    return 0x0C + level;
  }

  /// Memory refused to give an entry; level 0 to 3.
  public static int externalAbortOnWalk(int level) {
    return 0x14 + level;
  }
}
