package io.interlock.hardware.gic;

/// One ICH_LR&lt;n&gt;_EL2: a virtual interrupt that is handed to the virtual CPU interface.
///
/// @param vintid bits `[31:0]`
/// @param pintid bits `[44:32]` of a hardware-mapped interrupt; [IntId#NONE] if it is not mapped
///     (HW bit 61 is clear)
/// @param eoiMaintenance bit 41: the end of the interrupt raises a maintenance interrupt; only for
///     one that is not mapped
/// @param priority bits `[55:48]`
/// @param nmi bit 59
/// @param group1 bit 60
/// @param state bits `[63:62]`
public record ListRegister(
    int vintid,
    int pintid,
    boolean eoiMaintenance,
    int priority,
    boolean nmi,
    boolean group1,
    LrState state) {

  static final long PENDING_BIT = 1L << 62;
  static final long ACTIVE_BIT = 1L << 63;
  private static final int STATE_SHIFT = 62;
  private static final long HW_BIT = 1L << 61;
  private static final long GROUP_BIT = 1L << 60;
  private static final long NMI_BIT = 1L << 59;
  private static final int PRIORITY_SHIFT = 48;
  private static final long EOI_BIT = 1L << 41;
  private static final int PINTID_SHIFT = 32;
  private static final int PINTID_MASK = 0x1FFF;
  private static final long VINTID_MASK = 0xFFFF_FFFFL;

  /// A free register.
  public static final ListRegister EMPTY = decode(0);

  public ListRegister {
    if (pintid != IntId.NONE && (pintid & ~PINTID_MASK) != 0) {
      throw new IllegalArgumentException("pINTID " + pintid + ": allowed are 0 to 8191, or none");
    }
    if (pintid != IntId.NONE && eoiMaintenance) {
      throw new IllegalArgumentException(
          "vINTID " + vintid + ": a hardware-mapped interrupt has no EOI maintenance bit");
    }
    if ((priority & ~0xFF) != 0) {
      throw new IllegalArgumentException("priority " + priority + ": allowed are 0 to 255");
    }
  }

  /// Whether the guest's deactivation reaches the physical interrupt.
  public boolean isMapped() {
    return pintid != IntId.NONE;
  }

  /// The same interrupt in another state.
  public ListRegister withState(LrState newState) {
    return new ListRegister(vintid, pintid, eoiMaintenance, priority, nmi, group1, newState);
  }

  /// Takes a register value apart.
  public static ListRegister decode(long value) {
    return new ListRegister(
        vintid(value),
        pintid(value),
        (value & (HW_BIT | EOI_BIT)) == EOI_BIT,
        priority(value),
        (value & NMI_BIT) != 0,
        isGroup1(value),
        state(value));
  }

  /// The register value.
  public long encode() {
    return (vintid & VINTID_MASK)
        | (isMapped() ? HW_BIT | ((long) pintid << PINTID_SHIFT) : 0)
        | (eoiMaintenance ? EOI_BIT : 0)
        | ((long) priority << PRIORITY_SHIFT)
        | (nmi ? NMI_BIT : 0)
        | (group1 ? GROUP_BIT : 0)
        | ((long) state.field() << STATE_SHIFT);
  }

  /// `vintid` of a register value.
  public static int vintid(long value) {
    return (int) value;
  }

  /// `pintid` of a register value, [IntId#NONE] without the HW bit.
  public static int pintid(long value) {
    return (value & HW_BIT) != 0 ? (int) (value >>> PINTID_SHIFT) & PINTID_MASK : IntId.NONE;
  }

  /// `priority` of a register value.
  public static int priority(long value) {
    return (int) (value >>> PRIORITY_SHIFT) & 0xFF;
  }

  /// `group1` of a register value.
  public static boolean isGroup1(long value) {
    return (value & GROUP_BIT) != 0;
  }

  /// `state` of a register value.
  public static LrState state(long value) {
    return LrState.of((value & PENDING_BIT) != 0, (value & ACTIVE_BIT) != 0);
  }

  /// Whether the register asks for maintenance because the guest ended its interrupt: one bit of
  /// ICH_EISR_EL2.
  public static boolean isEnded(long value) {
    return (value & (HW_BIT | EOI_BIT | PENDING_BIT | ACTIVE_BIT)) == EOI_BIT;
  }

  /// Whether the register can be reused: one bit of ICH_ELRSR_EL2.
  public static boolean isFree(long value) {
    return state(value) == LrState.INACTIVE && !isEnded(value);
  }
}
