package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.SpeRegisters.mask;

import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which bits of each SPE register hold what is written; the others are RES0 (Arm ARM D24.7).
///
/// Where the manual lets the low bits of PMBPTR_EL1 be RES0 or not, they are RES0 up to the
/// alignment of records.
final class WritableBits {
  /// The registers that can be written, without their other names.
  static final List<SysReg> REGISTERS =
      List.of(
          SpeRegisters.PMSCR_EL1,
          SpeRegisters.PMSCR_EL2,
          SpeRegisters.PMSICR_EL1,
          SpeRegisters.PMSIRR_EL1,
          SpeRegisters.PMSFCR_EL1,
          SpeRegisters.PMSEVFR_EL1,
          SpeRegisters.PMSNEVFR_EL1,
          SpeRegisters.PMSLATFR_EL1,
          SpeRegisters.PMSDSFR_EL1,
          SpeRegisters.PMBLIMITR_EL1,
          SpeRegisters.PMBPTR_EL1,
          SpeRegisters.PMBSR_EL1,
          SpeRegisters.PMBMAR_EL1);

  private static final long EVERY_BIT = -1L;

  private final Map<SysReg, Long> masks = new HashMap<>();

  /// @param granuleShift log2 of the smallest translation granule: 12, 14 or 16
  WritableBits(SpuModel model, int granuleShift) {
    boolean nvm = model.has(SpuFeature.NVM);
    long control = mask(SpeRegisters.PMSCR_EL1, "E0SPE", "E1SPE", "CX", "PA", "TS");
    control |= model.has(SpuFeature.ECV) ? SpeRegisters.PCT.mask() : SpeRegisters.PCT.place(1);
    control |= nvm ? SpeRegisters.EN_VM : 0;
    masks.put(SpeRegisters.PMSCR_EL1, control);
    masks.put(SpeRegisters.PMSCR_EL2, control);
    masks.put(SpeRegisters.PMSICR_EL1, counter(model));
    masks.put(SpeRegisters.PMSIRR_EL1, mask(SpeRegisters.PMSIRR_EL1, "INTERVAL", "RND"));
    masks.put(SpeRegisters.PMSFCR_EL1, filterControl(model));
    masks.put(SpeRegisters.PMSEVFR_EL1, SampleEvents.filterable(model));
    masks.put(SpeRegisters.PMSLATFR_EL1, (1L << model.counterBits()) - 1);
    masks.put(SpeRegisters.PMBLIMITR_EL1, limit(model, granuleShift));
    masks.put(SpeRegisters.PMBPTR_EL1, -(long) model.alignmentBytes());
    masks.put(SpeRegisters.PMBSR_EL1, status(model));
    if (model.has(SpuFeature.FNE)) {
      masks.put(SpeRegisters.PMSNEVFR_EL1, SampleEvents.filterable(model));
    }
    if (model.has(SpuFeature.FDS)) {
      masks.put(SpeRegisters.PMSDSFR_EL1, EVERY_BIT);
    }
    if (nvm) {
      masks.put(SpeRegisters.PMBMAR_EL1, mask(SpeRegisters.PMBMAR_EL1, "Attr", "SH"));
    }
  }

  /// The bits of the register, by its first name; none if this SPU does not have it.
  long of(SysReg register) {
    return masks.getOrDefault(register, 0L);
  }

  private static long counter(SpuModel model) {
    return model.has(SpuFeature.ERND)
        ? mask(SpeRegisters.PMSICR_EL1, "COUNT", "ECOUNT")
        : mask(SpeRegisters.PMSICR_EL1, "COUNT");
  }

  private static long filterControl(SpuModel model) {
    long bits = mask(SpeRegisters.PMSFCR_EL1, "FE", "FT", "FL", "B", "LD", "ST");
    if (model.has(SpuFeature.FNE)) {
      bits |= mask(SpeRegisters.PMSFCR_EL1, "FnE");
    }
    if (model.has(SpuFeature.FDS)) {
      bits |= mask(SpeRegisters.PMSFCR_EL1, "FDS");
    }
    if (model.has(SpuFeature.EFT)) {
      bits |= mask(SpeRegisters.PMSFCR_EL1, "TYPE", "TYPEm");
    }
    return bits;
  }

  private static long limit(SpuModel model, int granuleShift) {
    long bits = SpeRegisters.LIMIT_E | (SpeRegisters.LIMIT_ADDRESS & -(1L << granuleShift));
    if (model.hasDiscardMode()) {
      bits |= SpeRegisters.LIMIT_FM.mask() | SpeRegisters.LIMIT_PMFZ;
    }
    return bits | (model.has(SpuFeature.NVM) ? SpeRegisters.LIMIT_NVM : 0);
  }

  /// External aborts on buffer writes are no longer reported here from v1.3 on.
  private static long status(SpuModel model) {
    long bits = mask(SpeRegisters.PMBSR_EL1, "MSS", "COLL", "S", "DL", "EC", "MSS2");
    return model.version() < 4 ? bits | mask(SpeRegisters.PMBSR_EL1, "EA") : bits;
  }
}
