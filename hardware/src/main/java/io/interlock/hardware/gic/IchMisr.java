package io.interlock.hardware.gic;

/// Bits of ICH_MISR_EL2: the reasons of a maintenance interrupt.
public final class IchMisr {
  /// An interrupt with the EOI bit ended.
  public static final int EOI = 1;

  /// Underflow: no, or one, list register is in use.
  public static final int U = 1 << 1;

  /// An interrupt ended that no list register holds.
  public static final int LRENP = 1 << 2;

  /// No list register is pending.
  public static final int NP = 1 << 3;

  /// The guest has group 0 enabled, disabled, group 1 enabled, disabled.
  public static final int VGRP0E = 1 << 4;

  public static final int VGRP0D = 1 << 5;
  public static final int VGRP1E = 1 << 6;
  public static final int VGRP1D = 1 << 7;

  private IchMisr() {}
}
