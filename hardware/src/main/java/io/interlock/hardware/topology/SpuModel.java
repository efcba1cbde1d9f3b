package io.interlock.hardware.topology;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The implementation choices of an SPU that software can see (`PMSIDR_EL1`, `PMBIDR_EL1`).
///
/// @param version `ID_AA64DFR0_EL1.PMSVer`: 1 is SPEv1.0, 2 is v1.1, up to 6 for v1.5
/// @param recordBytesMax `PMSIDR_EL1.MaxSize`: 64 to 2048, a power of two
/// @param alignmentBytes `PMBIDR_EL1.Align`: of the write pointer, 1 to 2048, a power of two
/// @param intervalMin `PMSIDR_EL1.Interval`: least recommended sampling interval, one of 256, 512,
///     768, 1024, 1536, 2048, 3072 and 4096
/// @param counterBits `PMSIDR_EL1.CountSize`: width of the latency counters, 12 or 16
/// @param features what it has beside, all that are mandatory for its version among it
public record SpuModel(
    int version,
    int recordBytesMax,
    int alignmentBytes,
    int intervalMin,
    int counterBits,
    Set<SpuFeature> features) {
  private static final Set<Integer> INTERVALS = Set.of(256, 512, 768, 1024, 1536, 2048, 3072, 4096);

  /// As the boot log of a 64-CPU Neoverse server shows it: v1.1, records of 64 bytes, aligned to
  /// 64, data sources on loads. The interval is recalled.
  public static final SpuModel USUAL =
      new SpuModel(2, 64, 64, 1024, 12, EnumSet.of(SpuFeature.LDS));

  /// Deliberately unlike [#USUAL] in every way, so that mixing two SPUs up shows: records of 128
  /// bytes aligned to 4 and no data sources, as on Kunpeng 920, and v1.4 with 16-bit counters and
  /// the other kind of jitter.
  public static final SpuModel UNUSUAL =
      new SpuModel(
          5,
          128,
          4,
          256,
          16,
          EnumSet.of(
              SpuFeature.ARCH_INST,
              SpuFeature.ERND,
              SpuFeature.FNE,
              SpuFeature.EFT,
              SpuFeature.CRR,
              SpuFeature.PBT));

  public SpuModel {
    require(version >= 1 && version <= 6, "version", version, "1 to 6");
    require(isPower(recordBytesMax, 64), "record size", recordBytesMax, "64, 128, ... 2048");
    require(isPower(alignmentBytes, 1), "alignment", alignmentBytes, "1, 2, 4, ... 2048");
    require(INTERVALS.contains(intervalMin), "interval", intervalMin, "256 to 4096 in 8 steps");
    require(counterBits == 12 || counterBits == 16, "counter width", counterBits, "12 or 16");
    for (SpuFeature feature : features) {
      int least = feature.versionMin();
      require(version >= least, "version with " + feature, version, "from " + least);
    }
    boolean complete = features.containsAll(SpuFeature.mandatory(version));
    require(complete, "version without FNE", version, "1 and 2");
    features = Collections.unmodifiableSet(copy(features));
  }

  /// An SPU without any feature that its version leaves open.
  public SpuModel(
      int version, int recordBytesMax, int alignmentBytes, int intervalMin, int counterBits) {
    this(
        version,
        recordBytesMax,
        alignmentBytes,
        intervalMin,
        counterBits,
        SpuFeature.mandatory(version));
  }

  /// Whether it has the feature.
  public boolean has(SpuFeature feature) {
    return features.contains(feature);
  }

  /// Whether samples can be taken without being written (FEAT_SPEv1p2).
  public boolean hasDiscardMode() {
    return version >= 3;
  }

  private static Set<SpuFeature> copy(Set<SpuFeature> features) {
    Set<SpuFeature> copy = EnumSet.noneOf(SpuFeature.class);
    copy.addAll(features);
    return copy;
  }

  private static boolean isPower(int value, int least) {
    return value >= least && value <= 2048 && Integer.bitCount(value) == 1;
  }

  private static void require(boolean holds, String what, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "SPU %s is %d; allowed: %s".formatted(what, value, allowed));
    }
  }
}
