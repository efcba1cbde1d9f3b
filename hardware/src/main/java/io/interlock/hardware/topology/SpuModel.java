package io.interlock.hardware.topology;

/// The implementation choices of an SPU that software can see (`PMSIDR_EL1`, `PMBIDR_EL1`).
///
/// @param version `ID_AA64DFR0_EL1.PMSVer`: 1 is SPEv1.0, 2 is v1.1, up to 5 for v1.4
/// @param recordBytesMax `PMSIDR_EL1.MaxSize`: 16 to 2048, a power of two
/// @param alignmentBytes `PMBIDR_EL1.Align`: of the write pointer, 1 to 2048, a power of two
/// @param intervalMin `PMSIDR_EL1.Interval`: least recommended sampling interval
/// @param counterBits `PMSIDR_EL1.CountSize`: width of the latency counters, 12 or 16
public record SpuModel(
    int version, int recordBytesMax, int alignmentBytes, int intervalMin, int counterBits) {
  /// As the boot log of a 64-CPU Neoverse server shows it: v1.1, records of 64 bytes, aligned to
  /// 64. The interval is recalled.
  public static final SpuModel USUAL = new SpuModel(2, 64, 64, 1024, 12);

  /// Deliberately unlike [#USUAL] in every way, so that mixing two SPUs up shows: records of 128
  /// bytes aligned to 4, as on Kunpeng 920, and v1.4 with 16-bit counters.
  public static final SpuModel UNUSUAL = new SpuModel(5, 128, 4, 256, 16);
}
