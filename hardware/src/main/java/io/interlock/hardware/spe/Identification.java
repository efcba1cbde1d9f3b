package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMBIDR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSIDR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.mask;

import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.List;

/// What the read-only registers say of an SPU (Arm ARM D24.7.1 and D24.7.14).
public final class Identification {
  /// PMBIDR_EL1.P: the buffer belongs to a higher exception level.
  public static final long BUFFER_NOT_PROGRAMMABLE = mask(PMBIDR_EL1, "P");

  /// PMBIDR_EL1.AddrMode for virtual and physical pointers; without it, virtual ones only.
  public static final long BOTH_ADDRESS_MODES = PMBIDR_EL1.field("AddrMode").place(0b01);

  private static final long FILTERS = mask(PMSIDR_EL1, "FE", "FT", "FL");

  /// Features that have a bit in PMSIDR_EL1, and the name of that bit.
  private record Named(SpuFeature feature, String field) {}

  private static final List<Named> NAMED =
      List.of(
          new Named(SpuFeature.ARCH_INST, "ArchInst"),
          new Named(SpuFeature.LDS, "LDS"),
          new Named(SpuFeature.ERND, "ERnd"),
          new Named(SpuFeature.FNE, "FnE"),
          new Named(SpuFeature.FDS, "FDS"),
          new Named(SpuFeature.PBT, "PBT"),
          new Named(SpuFeature.CRR, "CRR"),
          new Named(SpuFeature.EFT, "EFT"),
          new Named(SpuFeature.FPF, "FPF"),
          new Named(SpuFeature.SME, "SME"));

  private Identification() {}

  /// PMSIDR_EL1.
  public static long sampling(SpuModel model) {
    long value = FILTERS;
    for (Named named : NAMED) {
      value |= model.has(named.feature) ? mask(PMSIDR_EL1, named.field) : 0;
    }
    value |= PMSIDR_EL1.field("Interval").place(intervalCode(model.intervalMin()));
    value |= PMSIDR_EL1.field("MaxSize").place(log2(model.recordBytesMax()));
    return value | PMSIDR_EL1.field("CountSize").place(model.counterBits() == 12 ? 2 : 3);
  }

  /// PMBIDR_EL1 where the buffer can be programmed, with virtual pointers only.
  public static long buffer(SpuModel model) {
    boolean managesFlags = model.version() >= 4;
    return PMBIDR_EL1.field("Align").place(log2(model.alignmentBytes()))
        | (managesFlags ? mask(PMBIDR_EL1, "F") : 0);
  }

  /// PMSIDR_EL1.Interval of a recommended minimum of 256 to 4,096 operations.
  static int intervalCode(int operations) {
    return switch (operations) {
      case 256 -> 0;
      case 512 -> 2;
      case 768 -> 3;
      case 1024 -> 4;
      case 1536 -> 5;
      case 2048 -> 6;
      case 3072 -> 7;
      default -> 8;
    };
  }

  /// The recommended minimum of operations between samples that PMSIDR_EL1 says.
  public static int intervalMin(long samplingRegister) {
    return switch ((int) PMSIDR_EL1.field("Interval").get(samplingRegister)) {
      case 0 -> 256;
      case 2 -> 512;
      case 3 -> 768;
      case 4 -> 1024;
      case 5 -> 1536;
      case 6 -> 2048;
      case 7 -> 3072;
      default -> 4096;
    };
  }

  private static int log2(int power) {
    return Integer.numberOfTrailingZeros(power);
  }
}
