package io.interlock.hardware.gic;

/// Fields of ICH_HCR_EL2, the control of the virtual CPU interface, as masks on the register value.
public final class IchHcr {
  /// The virtual CPU interface works.
  public static final long EN = 1;

  /// Maintenance interrupt while no, or one, list register holds an interrupt (underflow).
  public static final long UIE = 1 << 1;

  /// Maintenance interrupt while EOIcount is not zero.
  public static final long LRENPIE = 1 << 2;

  /// Maintenance interrupt while no list register is pending.
  public static final long NPIE = 1 << 3;

  /// Maintenance interrupts while the guest has group 0 enabled, disabled, group 1 enabled,
  /// disabled.
  public static final long VGRP0EIE = 1 << 4;

  public static final long VGRP0DIE = 1 << 5;
  public static final long VGRP1EIE = 1 << 6;
  public static final long VGRP1DIE = 1 << 7;

  /// Traps of guest accesses: common registers, all of group 0, all of group 1, SEIs, ICC_DIR_EL1.
  public static final long TC = 1 << 10;

  public static final long TALL0 = 1 << 11;
  public static final long TALL1 = 1 << 12;
  public static final long TSEI = 1 << 13;
  public static final long TDIR = 1 << 14;

  /// Masks directly injected virtual interrupts.
  public static final long DVIM = 1 << 15;

  private static final int EOICOUNT_SHIFT = 27;
  private static final long EOICOUNT = 0x1FL << EOICOUNT_SHIFT;

  private IchHcr() {}

  /// EOIcount: ends of interrupts, 0 to 31, that were in no list register.
  public static int eoiCount(long hcr) {
    return (int) ((hcr & EOICOUNT) >>> EOICOUNT_SHIFT);
  }

  /// The value with another EOIcount, of which the low five bits are taken: it wraps after 31.
  public static long withEoiCount(long hcr, int count) {
    return (hcr & ~EOICOUNT) | (((long) count << EOICOUNT_SHIFT) & EOICOUNT);
  }
}
