package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.PMSCR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMSCR_EL2;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// What records contain beside the operation, while registers stay as they are and the PE runs at
/// one level.
///
/// @param contextEl1 whether they have CONTEXTIDR_EL1
/// @param contextEl2 whether they have CONTEXTIDR_EL2
/// @param physicalAddresses whether they have physical addresses of data
/// @param timeOffset what is taken from the physical count, where there are times
public record Collection(
    boolean contextEl1,
    int contextIdEl1,
    boolean contextEl2,
    int contextIdEl2,
    boolean physicalAddresses,
    Clock clock,
    long timeOffset) {

  /// Which count a timestamp is.
  public enum Clock {
    NONE,
    VIRTUAL,
    PHYSICAL,
    /// The physical count less CNTPOFF_EL2.
    OFFSET_PHYSICAL
  }

  private static final SysReg CONTEXTIDR_EL1 = SysReg.named("CONTEXTIDR_EL1");
  private static final SysReg CONTEXTIDR_EL2 = SysReg.named("CONTEXTIDR_EL2");
  private static final SysReg CNTVOFF_EL2 = SysReg.named("CNTVOFF_EL2");
  private static final SysReg CNTPOFF_EL2 = SysReg.named("CNTPOFF_EL2");
  private static final int PCT_PHYSICAL = 0b01;
  private static final int PCT_OFFSET = 0b11;

  /// What the registers ask for (`CollectContextIDR1`, `CollectContextIDR2`,
  /// `CollectPhysicalAddress`, `CollectTimeStamp`).
  public static Collection of(RegisterFile file, ExceptionLevel at) {
    boolean host = isSet(file, SpeRegisters.HCR_EL2, SpeRegisters.TGE);
    boolean hypervisorOwns = ProfilingControl.owner(file) == ExceptionLevel.EL2;
    Clock clock = clock(file, hypervisorOwns);
    return new Collection(
        at != ExceptionLevel.EL2 && !host && isSet(file, PMSCR_EL1, SpeRegisters.CX),
        (int) file.read(CONTEXTIDR_EL1),
        isSet(file, PMSCR_EL2, SpeRegisters.CX),
        (int) file.read(CONTEXTIDR_EL2),
        isSet(file, PMSCR_EL2, SpeRegisters.PA)
            && (hypervisorOwns || isSet(file, PMSCR_EL1, SpeRegisters.PA)),
        clock,
        offset(file, clock, at));
  }

  /// The timestamp of an operation at that count of the physical counter.
  public long timestamp(long physicalCount) {
    return physicalCount - timeOffset;
  }

  /// Of two owners' wishes the more virtual one holds: EL2's is a cap on EL1's.
  private static Clock clock(RegisterFile file, boolean hypervisorOwns) {
    if (!isSet(file, hypervisorOwns ? PMSCR_EL2 : PMSCR_EL1, SpeRegisters.TS)) {
      return Clock.NONE;
    }
    int cap = (int) SpeRegisters.PCT.get(file.read(PMSCR_EL2));
    int wish = (int) SpeRegisters.PCT.get(file.read(PMSCR_EL1));
    if (hypervisorOwns) {
      return clockOf(cap);
    }
    Clock wished = clockOf(wish);
    return switch (clockOf(cap)) {
      case OFFSET_PHYSICAL -> wished == Clock.PHYSICAL ? Clock.OFFSET_PHYSICAL : wished;
      case PHYSICAL -> wished;
      case NONE, VIRTUAL -> Clock.VIRTUAL;
    };
  }

  /// The reserved value is taken for 0.
  private static Clock clockOf(int pct) {
    return switch (pct) {
      case PCT_PHYSICAL -> Clock.PHYSICAL;
      case PCT_OFFSET -> Clock.OFFSET_PHYSICAL;
      default -> Clock.VIRTUAL;
    };
  }

  /// In the host, the virtual count has no offset.
  private static long offset(RegisterFile file, Clock clock, ExceptionLevel at) {
    boolean e2h = isSet(file, SpeRegisters.HCR_EL2, SpeRegisters.E2H);
    boolean tge = isSet(file, SpeRegisters.HCR_EL2, SpeRegisters.TGE);
    boolean inHost = e2h && (at == ExceptionLevel.EL2 || (at == ExceptionLevel.EL0 && tge));
    return switch (clock) {
      case NONE, PHYSICAL -> 0;
      case VIRTUAL -> inHost ? 0 : file.read(CNTVOFF_EL2);
      case OFFSET_PHYSICAL -> file.read(CNTPOFF_EL2);
    };
  }

  private static boolean isSet(RegisterFile file, SysReg register, long bit) {
    return (file.read(register) & bit) != 0;
  }
}
