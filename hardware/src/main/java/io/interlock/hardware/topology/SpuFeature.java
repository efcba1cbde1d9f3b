package io.interlock.hardware.topology;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What an SPU may or may not have, beside its [SpuModel] version and sizes.
///
/// Where `PMSIDR_EL1` has a bit for a feature, the constant has the name of the bit.
public enum SpuFeature {
  /// Architectural instructions are sampled, not micro-operations.
  ARCH_INST(1),
  /// Records of loads say where the data came from.
  LDS(1),
  /// Jitter comes from a second counter at the end of an interval, not from its start.
  ERND(1),
  /// `PMSNEVFR_EL1`: samples with certain events are dropped.
  FNE(3),
  /// `PMSDSFR_EL1`: loads are chosen by the source of their data.
  FDS(5),
  /// Masks in `PMSFCR_EL1`, and filters for floating point and SIMD.
  EFT(1),
  /// Branches are told apart into calls, returns and others.
  CRR(1),
  /// Records of branches give the target of the branch before, too.
  PBT(3),
  /// Floating-point and SIMD bits in the operation type.
  FPF(1),
  /// Events of streaming mode (FEAT_SPE_SME).
  SME(5),
  /// Buffer pointers may be physical addresses (FEAT_SPE_nVM).
  NVM(6),
  /// The PEs have SVE, hence events about predicates.
  SVE(2),
  /// The PEs have FEAT_ECV, hence timestamps of the physical counter less an offset.
  ECV(1);

  private final int versionMin;

  SpuFeature(int versionMin) {
    this.versionMin = versionMin;
  }

  /// The first `ID_AA64DFR0_EL1.PMSVer` with which an SPU may have it.
  public int versionMin() {
    return versionMin;
  }

  /// What an SPU of that version cannot lack: from v1.2 on, inverted event filters.
  public static Set<SpuFeature> mandatory(int version) {
    Set<SpuFeature> features = EnumSet.noneOf(SpuFeature.class);
    if (version >= FNE.versionMin) {
      features.add(FNE);
    }
    return Collections.unmodifiableSet(features);
  }
}
