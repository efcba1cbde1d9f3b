package io.interlock.hardware.pmu;

import io.interlock.hardware.topology.Architecture;
import org.jspecify.annotations.Nullable;

/// The versions of the PMU architecture, each with what came before it.
public enum PmuVersion {
  /// FEAT_PMUv3: 32-bit event counters, 10-bit event numbers.
  V3(1),
  /// FEAT_PMUv3p1: 16-bit event numbers, and MDCR_EL2.HPMD.
  V3P1(4),
  /// FEAT_PMUv3p4: PMMIR_EL1.
  V3P4(5),
  /// FEAT_PMUv3p5: 64-bit event counters, and MDCR_EL2.HCCD.
  V3P5(6),
  /// FEAT_PMUv3p7: counters can freeze.
  V3P7(7),
  /// FEAT_PMUv3p8.
  V3P8(8),
  /// FEAT_PMUv3p9: EL0 gets access counter by counter, and PMZR_EL0.
  V3P9(9);

  private final int idField;

  PmuVersion(int idField) {
    this.idField = idField;
  }

  /// The last version with a number up to that one, or null.
  ///
  /// @param idField of `ID_AA64DFR0_EL1.PMUVer`
  public static @Nullable PmuVersion atMost(int idField) {
    PmuVersion last = null;
    for (PmuVersion version : values()) {
      last = version.idField <= idField ? version : last;
    }
    return last;
  }

  /// `ID_AA64DFR0_EL1.PMUVer`.
  public int idField() {
    return idField;
  }

  public boolean isAtLeast(PmuVersion other) {
    return compareTo(other) >= 0;
  }

  /// The bits of PMEVTYPER that choose the event.
  public int eventMask() {
    return isAtLeast(V3P1) ? 0xFFFF : 0x3FF;
  }

  /// What a core of that version of the Arm architecture has at least; recalled.
  public static PmuVersion of(Architecture architecture) {
    return switch (architecture) {
      case V8_0 -> V3;
      case V8_2 -> V3P1;
      case V8_4 -> V3P4;
      case V9_0 -> V3P5;
      case V9_2 -> V3P7;
      case V9_3 -> V3P8;
      case V9_4 -> V3P9;
    };
  }
}
