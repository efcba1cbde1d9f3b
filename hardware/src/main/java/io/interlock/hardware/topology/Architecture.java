package io.interlock.hardware.topology;

/// The version of the Arm architecture that a core implements, as far as KVM cares.
/// Which version brought which feature is recalled from the Arm ARM, chapter A2.
public enum Architecture {
  V8_0("Armv8.0"),
  V8_2("Armv8.2"),
  V8_4("Armv8.4"),
  V9_0("Armv9.0"),
  V9_2("Armv9.2"),
  V9_3("Armv9.3"),
  V9_4("Armv9.4");

  private final String label;

  Architecture(String label) {
    this.label = label;
  }

  /// FEAT_VHE (from Armv8.1): the host kernel can run at EL2.
  public boolean hasVhe() {
    return this != V8_0;
  }

  /// FEAT_FGT (from Armv8.6 and in Armv9 cores): traps for single registers.
  public boolean hasFineGrainedTraps() {
    return compareTo(V9_0) >= 0;
  }

  /// FEAT_PMUv3p5 (from Armv8.5 and in Armv9 cores): event counters have 64 bits.
  public boolean hasLongEventCounters() {
    return compareTo(V9_0) >= 0;
  }

  /// FEAT_ECV with CNTPOFF_EL2 (from Armv8.6, hence Armv9.1, where a core may have it): hardware
  /// subtracts an offset from a guest's physical count.
  public boolean hasPhysicalCountOffset() {
    return compareTo(V9_2) >= 0;
  }

  /// FEAT_HPMN0 (from Armv8.8, hence Armv9.3): `MDCR_EL2.HPMN` may be zero.
  public boolean hasZeroHpmn() {
    return compareTo(V9_3) >= 0;
  }

  /// FEAT_PMUv3_ICNTR (from Armv9.4, where a core may have it): an instruction counter, and the
  /// second pair of fine-grained traps to guard it (FEAT_FGT2).
  public boolean hasInstructionCounter() {
    return compareTo(V9_4) >= 0;
  }

  /// The system counter runs at 1 GHz, whatever the board (from Armv8.6).
  public boolean hasGigahertzCounter() {
    return compareTo(V9_2) >= 0;
  }

  @Override
  public String toString() {
    return label;
  }
}
