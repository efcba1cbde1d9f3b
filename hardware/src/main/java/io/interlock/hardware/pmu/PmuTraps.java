package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.AccessOutcome.PERFORMED;
import static io.interlock.hardware.pmu.AccessOutcome.TRAPS_TO_EL1;
import static io.interlock.hardware.pmu.AccessOutcome.TRAPS_TO_EL2;
import static io.interlock.hardware.pmu.AccessOutcome.UNDEFINED;
import static io.interlock.hardware.pmu.PmuRegisters.HYP_CONTROL;
import static io.interlock.hardware.pmu.PmuRegisters.NOT_INDEXED;
import static io.interlock.hardware.pmu.PmuRegisters.SELECTOR;
import static io.interlock.hardware.pmu.PmuRegisters.USER_ENABLE;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.jspecify.annotations.Nullable;

/// Which accesses of PMU registers make an exception, and which one: the order of the accessibility
/// pseudocode of the registers' descriptions.
///
/// 1. A register or counter that the PE does not have is UNDEFINED.
/// 2. What PMUSERENR_EL0 does not give to EL0 traps to EL1, and to EL2 if HCR_EL2.TGE is set.
/// 3. HDFGRTR_EL2 and HDFGWTR_EL2 trap single registers to EL2 (FEAT_FGT), and their second pair
///    those that it names, where its bits are zero (FEAT_FGT2).
/// 4. MDCR_EL2.TPM traps all registers to EL2, TPMCR traps PMCR_EL0.
/// 5. Counters of the second range trap to EL2.
///
/// There is no step for EL3: firmware leaves the PMU to the host.
public final class PmuTraps {
  static final SysReg READ_PERMITS = SysReg.named("HDFGRTR2_EL2");
  static final SysReg WRITE_PERMITS = SysReg.named("HDFGWTR2_EL2");

  private static final SysReg READ_TRAPS = SysReg.named("HDFGRTR_EL2");
  private static final SysReg WRITE_TRAPS = SysReg.named("HDFGWTR_EL2");
  private static final long RESERVED_WRITE_TRAPS = bitsOfReadTrapsOnly();
  private static final SysReg HYP_CONFIGURATION = SysReg.named("HCR_EL2");
  private static final long TGE = HYP_CONFIGURATION.field("TGE").mask();
  private static final long IN_HOST = TGE | HYP_CONFIGURATION.field("E2H").mask();
  private static final long TPM = HYP_CONTROL.field("TPM").mask();
  private static final long TPMCR = HYP_CONTROL.field("TPMCR").mask();

  private PmuTraps() {}

  /// What becomes of an access at that level, with the PE's registers as they are in `file`.
  ///
  /// @param write or else a read
  public static AccessOutcome outcome(
      SysReg register, boolean write, ExceptionLevel from, RegisterFile file, PmuModel model) {
    int counter = eventCounter(register, file);
    if (!exists(register, write, model) || isMissing(counter, model)) {
      return UNDEFINED;
    }
    AccessRow row = AccessRow.of(register);
    if (from == ExceptionLevel.EL0) {
      if (row.isUndefinedAtEl0(write)) {
        return UNDEFINED;
      }
      if (!row.isEnabledAtEl0(write, userEnable(file))) {
        return (file.read(HYP_CONFIGURATION) & TGE) == 0 ? TRAPS_TO_EL1 : TRAPS_TO_EL2;
      }
    }
    boolean belowEl2 = from != ExceptionLevel.EL2;
    boolean traps =
        belowEl2
            && (trapsSingly(row, write, from, file, model)
                || trapsGenerally(register, file)
                || isOutOfReach(counter, from, file, model));
    return traps ? TRAPS_TO_EL2 : PERFORMED;
  }

  /// The bits that trap writes, or else reads, of the registers with these fine-grained names, such
  /// as `PMOVS` or `PMEVTYPERn`. A name without such a bit adds nothing.
  public static long trapBits(boolean write, Iterable<String> names) {
    long bits = 0;
    for (String name : names) {
      RegisterField field = trapRegister(write).findField(name);
      bits |= field == null ? 0 : field.mask();
    }
    return bits;
  }

  /// Bits of HDFGWTR_EL2 that are RES0 because the register that they would trap cannot be written.
  public static long reservedTrapBits() {
    return RESERVED_WRITE_TRAPS;
  }

  private static long bitsOfReadTrapsOnly() {
    long bits = 0;
    for (RegisterField read : READ_TRAPS.fields()) {
      bits |= WRITE_TRAPS.findField(read.name()) == null ? read.mask() : 0;
    }
    for (RegisterField write : WRITE_TRAPS.fields()) {
      bits &= ~write.mask();
    }
    return bits;
  }

  /// Whether fine-grained traps apply to code there: they don't to user space of a host at EL2.
  static boolean isBelowHypervisor(ExceptionLevel from, RegisterFile file) {
    return switch (from) {
      case EL0 -> (file.read(HYP_CONFIGURATION) & IN_HOST) != IN_HOST;
      case EL1 -> true;
      case EL2 -> false;
    };
  }

  private static boolean exists(SysReg register, boolean write, PmuModel model) {
    if (!(write ? register.writable() : register.readable())) {
      return false;
    }
    if (register == PmuRegisters.MACHINE) {
      return model.version().isAtLeast(PmuVersion.V3P4);
    }
    if (register == PmuRegisters.USER_ACCESS || register == PmuRegisters.ZERO) {
      return model.version().isAtLeast(PmuVersion.V3P9);
    }
    return PmuRegisters.counterOf(register) != Pmu.INSTRUCTION_COUNTER
        || model.has(PmuFeature.INSTRUCTION_COUNTER);
  }

  /// The event counter that the access is for, [PmuRegisters#NOT_INDEXED] if it is for none. The
  /// selector's 31 is no event counter, but PMXEVCNTR_EL0 takes it for one.
  private static int eventCounter(SysReg register, RegisterFile file) {
    int selected = (int) file.read(SELECTOR);
    if (register == PmuRegisters.SELECTED_COUNTER) {
      return selected;
    }
    if (register == PmuRegisters.SELECTED_TYPE) {
      return selected == Pmu.CYCLE_COUNTER ? NOT_INDEXED : selected;
    }
    return Math.max(PmuRegisters.counterIndex(register), PmuRegisters.typeIndex(register));
  }

  /// Without FEAT_FGT that is CONSTRAINED UNPREDICTABLE, and here no exception.
  private static boolean isMissing(int counter, PmuModel model) {
    return counter >= model.eventCounters() && model.has(PmuFeature.FINE_GRAINED_TRAPS);
  }

  private static boolean isOutOfReach(
      int counter, ExceptionLevel from, RegisterFile file, PmuModel model) {
    return counter != NOT_INDEXED
        && model.has(PmuFeature.FINE_GRAINED_TRAPS)
        && counter >= new CounterRanges(file, model).accessibleCounters(from);
  }

  private static boolean trapsGenerally(SysReg register, RegisterFile file) {
    long control = file.read(HYP_CONTROL);
    return (control & TPM) != 0 || (register == PmuRegisters.CONTROL && (control & TPMCR) != 0);
  }

  private static boolean trapsSingly(
      AccessRow row, boolean write, ExceptionLevel from, RegisterFile file, PmuModel model) {
    if (!isBelowHypervisor(from, file)) {
      return false;
    }
    RegisterField permit = row.permit(write);
    if (permit != null) {
      return model.has(PmuFeature.FINE_GRAINED_TRAPS_2)
          && permit.get(file.read(write ? WRITE_PERMITS : READ_PERMITS)) == 0;
    }
    RegisterField trap = row.trap(write);
    return trap != null
        && model.has(PmuFeature.FINE_GRAINED_TRAPS)
        && trap.get(file.read(trapRegister(write))) == 1;
  }

  private static long userEnable(RegisterFile file) {
    return file.read(USER_ENABLE);
  }

  static @Nullable RegisterField trapOf(String name, boolean write) {
    return trapRegister(write).findField(name);
  }

  static @Nullable RegisterField permitOf(String name, boolean write) {
    return (write ? WRITE_PERMITS : READ_PERMITS).findField("n" + name);
  }

  private static SysReg trapRegister(boolean write) {
    return write ? WRITE_TRAPS : READ_TRAPS;
  }
}
