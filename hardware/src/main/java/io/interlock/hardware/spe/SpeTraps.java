package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What becomes of an access to an SPE register (Arm ARM D24.7, the accessors' pseudocode).
///
/// EL2's traps come before those of EL3. MDCR_EL2 traps the sampling registers and those of the
/// buffer with fields of their own, and PMBIDR_EL1 with none. HDFGxTR_EL2 traps where a bit is one,
/// or for names that begin with `n`, and all of HDFGxTR2_EL2, where it is zero.
///
/// @param model the SPU of the PE
/// @param fineGrained FEAT_FGT
/// @param fineGrained2 FEAT_FGT2
public record SpeTraps(SpuModel model, boolean fineGrained, boolean fineGrained2) {
  /// The exception class of a trapped `MRS` or `MSR`.
  public static final int EC_SYSTEM_REGISTER = 0x18;

  /// The exception class of a trapped `PSB CSYNC`.
  public static final int EC_PROFILING_BARRIER = 0x0A;

  /// The register has no slot in the memory of nested virtualisation.
  public static final int NO_NESTED_SLOT = -1;

  private static final SysReg MDCR_EL3 = SysReg.named("MDCR_EL3");
  private static final RegisterField NSPB = MDCR_EL3.field("NSPB");
  private static final long NON_SECURE_OWNS = 0b11;
  private static final long TPMS = SpeRegisters.mask(SpeRegisters.MDCR_EL2, "TPMS");
  private static final SysReg INSTRUCTION_TRAPS = SysReg.named("HFGITR_EL2");
  private static final long PSBCSYNC = SpeRegisters.mask(INSTRUCTION_TRAPS, "PSBCSYNC");

  /// What happens.
  public enum Outcome {
    PERMITTED,
    UNDEFINED,
    TRAPPED_TO_EL2,
    TRAPPED_TO_EL3
  }

  /// Which field of MDCR_EL2 traps a register.
  private enum Coarse {
    SAMPLING,
    BUFFER,
    NOTHING
  }

  /// The registers in which FEAT_FGT or FEAT_FGT2 has the bit of a register.
  private record Fine(SysReg reads, SysReg writes) {
    static final Fine FIRST = of("HDFGRTR_EL2", "HDFGWTR_EL2");
    static final Fine SECOND = of("HDFGRTR2_EL2", "HDFGWTR2_EL2");

    private static Fine of(String reads, String writes) {
      return new Fine(SysReg.named(reads), SysReg.named(writes));
    }
  }

  /// One register.
  ///
  /// @param bit the name of its fine-grained trap
  /// @param nestedSlot its offset in the memory that VNCR_EL2 points to
  /// @param feature without which it does not exist
  /// @param gate the field of MDCR_EL3 that must be one
  private record Row(
      SysReg register,
      Coarse coarse,
      Fine fine,
      String bit,
      int nestedSlot,
      @Nullable SpuFeature feature,
      @Nullable RegisterField gate) {

    static Row of(SysReg register, Coarse coarse, String bit, int nestedSlot) {
      return new Row(register, coarse, Fine.FIRST, bit, nestedSlot, null, null);
    }

    static Row of(
        SysReg register,
        Coarse coarse,
        Fine fine,
        String bit,
        int nestedSlot,
        SpuFeature feature,
        String gate) {
      return new Row(register, coarse, fine, bit, nestedSlot, feature, MDCR_EL3.field(gate));
    }
  }

  private static final List<Row> ROWS =
      List.of(
          Row.of(SpeRegisters.PMSCR_EL1, Coarse.SAMPLING, "PMSCR", 0x828),
          Row.of(
              SpeRegisters.PMSNEVFR_EL1,
              Coarse.SAMPLING,
              Fine.FIRST,
              "nPMSNEVFR",
              0x850,
              SpuFeature.FNE,
              "EnPMSN"),
          Row.of(SpeRegisters.PMSICR_EL1, Coarse.SAMPLING, "PMSICR", 0x838),
          Row.of(SpeRegisters.PMSIRR_EL1, Coarse.SAMPLING, "PMSIRR", 0x840),
          Row.of(SpeRegisters.PMSFCR_EL1, Coarse.SAMPLING, "PMSFCR", NO_NESTED_SLOT),
          Row.of(SpeRegisters.PMSEVFR_EL1, Coarse.SAMPLING, "PMSEVFR", 0x830),
          Row.of(SpeRegisters.PMSLATFR_EL1, Coarse.SAMPLING, "PMSLATFR", 0x848),
          Row.of(SpeRegisters.PMSIDR_EL1, Coarse.SAMPLING, "PMSIDR", NO_NESTED_SLOT),
          Row.of(SpeRegisters.PMBLIMITR_EL1, Coarse.BUFFER, "PMBLIMITR", 0x800),
          Row.of(SpeRegisters.PMBPTR_EL1, Coarse.BUFFER, "PMBPTR", 0x810),
          Row.of(SpeRegisters.PMBSR_EL1, Coarse.BUFFER, "PMBSR", 0x820),
          Row.of(
              SpeRegisters.PMSDSFR_EL1,
              Coarse.SAMPLING,
              Fine.SECOND,
              "nPMSDSFR",
              0x858,
              SpuFeature.FDS,
              "EnPMS3"),
          Row.of(
              SpeRegisters.PMBMAR_EL1,
              Coarse.BUFFER,
              Fine.SECOND,
              "nPMBMAR",
              NO_NESTED_SLOT,
              SpuFeature.NVM,
              "EnPMS4"),
          Row.of(SpeRegisters.PMBIDR_EL1, Coarse.NOTHING, "PMBIDR", NO_NESTED_SLOT));

  /// MDCR_EL3 as firmware leaves it that gives SPE to Non-secure state with all registers.
  public static long permissiveFirmware() {
    return NSPB.place(NON_SECURE_OWNS) | SpeRegisters.mask(MDCR_EL3, "EnPMSN", "EnPMS3", "EnPMS4");
  }

  /// What an `MRS` or `MSR` does there, with the control registers of EL2 and EL3 as they are in
  /// `file`.
  public Outcome access(SysReg register, boolean write, ExceptionLevel from, RegisterFile file) {
    boolean missing = write ? !register.writable() : !register.readable();
    if (from == ExceptionLevel.EL0 || missing) {
      return Outcome.UNDEFINED;
    }
    Row row = rowOf(register);
    if (row == null) {
      return hypervisorRegister(register, from, file);
    }
    if (row.feature != null && !model.has(row.feature)) {
      return Outcome.UNDEFINED;
    }
    if (from == ExceptionLevel.EL1 && (trapsFinely(row, write, file) || traps(row.coarse, file))) {
      return Outcome.TRAPPED_TO_EL2;
    }
    return isGranted(row, file) ? Outcome.PERMITTED : Outcome.TRAPPED_TO_EL3;
  }

  /// Whether `PSB CSYNC` at EL1 is trapped to EL2 (from SPEv1.5 on).
  public boolean trapsBarrier(RegisterFile file) {
    return fineGrained && model.version() >= 6 && isSet(file, INSTRUCTION_TRAPS, PSBCSYNC);
  }

  /// The offset in the memory of nested virtualisation, or [#NO_NESTED_SLOT].
  public static int nestedSlot(SysReg register) {
    Row row = rowOf(register);
    return row == null ? NO_NESTED_SLOT : row.nestedSlot;
  }

  private static @Nullable Row rowOf(SysReg register) {
    for (Row row : ROWS) {
      if (row.register == register) {
        return row;
      }
    }
    return null;
  }

  /// PMSCR_EL2 and, with HCR_EL2.E2H, EL1's register under the name PMSCR_EL12. The other PMBSR
  /// registers come with FEAT_SPE_EXC, which no SPU here has.
  private static Outcome hypervisorRegister(
      SysReg register, ExceptionLevel from, RegisterFile file) {
    boolean exists =
        register == SpeRegisters.PMSCR_EL2
            || (register == SpeRegisters.PMSCR_EL12
                && isSet(file, SpeRegisters.HCR_EL2, SpeRegisters.E2H));
    if (!exists || from != ExceptionLevel.EL2) {
      return Outcome.UNDEFINED;
    }
    return isOwnedByNonSecure(file) ? Outcome.PERMITTED : Outcome.TRAPPED_TO_EL3;
  }

  private static boolean traps(Coarse coarse, RegisterFile file) {
    return switch (coarse) {
      case SAMPLING -> isSet(file, SpeRegisters.MDCR_EL2, TPMS);
      case BUFFER -> (SpeRegisters.E2PB.get(file.read(SpeRegisters.MDCR_EL2)) & 1) == 0;
      case NOTHING -> false;
    };
  }

  private boolean trapsFinely(Row row, boolean write, RegisterFile file) {
    boolean present = row.fine.equals(Fine.FIRST) ? fineGrained : fineGrained2;
    SysReg traps = write ? row.fine.writes : row.fine.reads;
    RegisterField bit = traps.findField(row.bit);
    if (!present || bit == null) {
      return false;
    }
    boolean trapsOnZero = row.bit.startsWith("n");
    return (bit.get(file.read(traps)) == 0) == trapsOnZero;
  }

  private static boolean isGranted(Row row, RegisterFile file) {
    if (row.register == SpeRegisters.PMBIDR_EL1) {
      return true;
    }
    boolean open = row.gate == null || row.gate.get(file.read(MDCR_EL3)) == 1;
    return open && isOwnedByNonSecure(file);
  }

  private static boolean isOwnedByNonSecure(RegisterFile file) {
    return NSPB.get(file.read(MDCR_EL3)) == NON_SECURE_OWNS;
  }

  private static boolean isSet(RegisterFile file, SysReg register, long bit) {
    return (file.read(register) & bit) != 0;
  }
}
