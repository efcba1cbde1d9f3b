package io.interlock.hardware.pmu;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.jspecify.annotations.Nullable;

/// Which accesses of EL1 to PMU registers trap to EL2.
///
/// MDCR_EL2.TPM traps all of them, TPMCR those to PMCR_EL0; where neither does, FEAT_FGT's
/// HDFGRTR_EL2 and HDFGWTR_EL2 trap single registers, and FEAT_FGT2's pair those that it names,
/// with the opposite polarity.
public final class PmuTraps {
  private static final SysReg CONTROL = SysReg.named("MDCR_EL2");
  private static final SysReg READ_TRAPS = SysReg.named("HDFGRTR_EL2");
  private static final SysReg WRITE_TRAPS = SysReg.named("HDFGWTR_EL2");
  private static final SysReg READ_PERMITS = SysReg.named("HDFGRTR2_EL2");
  private static final SysReg WRITE_PERMITS = SysReg.named("HDFGWTR2_EL2");
  private static final long TPM = CONTROL.field("TPM").mask();
  private static final long TPMCR = CONTROL.field("TPMCR").mask();

  private PmuTraps() {}

  /// Whether a write, or else a read, of this PMU register by EL1 traps, with EL2's registers as
  /// they are in `file`.
  public static boolean traps(SysReg register, boolean write, RegisterFile file) {
    long control = file.read(CONTROL);
    if ((control & TPM) != 0 || (register == PmuRegisters.CONTROL && (control & TPMCR) != 0)) {
      return true;
    }
    String name = fineGrainedName(register);
    RegisterField permit = (write ? WRITE_PERMITS : READ_PERMITS).findField("n" + name);
    if (permit != null) {
      return permit.get(file.read(write ? WRITE_PERMITS : READ_PERMITS)) == 0;
    }
    RegisterField trap = trapOf(name, write);
    return trap != null && trap.get(file.read(write ? WRITE_TRAPS : READ_TRAPS)) == 1;
  }

  /// The bits that trap writes, or else reads, of the registers with these fine-grained names, such
  /// as `PMOVS` or `PMEVTYPERn`. A name without such a bit adds nothing.
  public static long trapBits(boolean write, Iterable<String> names) {
    long bits = 0;
    for (String name : names) {
      RegisterField field = trapOf(name, write);
      bits |= field == null ? 0 : field.mask();
    }
    return bits;
  }

  private static @Nullable RegisterField trapOf(String name, boolean write) {
    return (write ? WRITE_TRAPS : READ_TRAPS).findField(name);
  }

  /// One bit stands for both registers of a set/clear pair, for a whole family, and for its
  /// indirect form.
  private static String fineGrainedName(SysReg register) {
    if (register == PmuRegisters.SELECTED_COUNTER
        || PmuRegisters.counterIndex(register) != PmuRegisters.NOT_INDEXED) {
      return "PMEVCNTRn";
    }
    if (register == PmuRegisters.SELECTED_TYPE
        || PmuRegisters.typeIndex(register) != PmuRegisters.NOT_INDEXED) {
      return "PMEVTYPERn";
    }
    String stem = register.name().substring(0, register.name().indexOf('_'));
    return stem.startsWith("PMCEID") ? "PMCEIDn" : stem.replaceFirst("(SET|CLR)$", "");
  }
}
