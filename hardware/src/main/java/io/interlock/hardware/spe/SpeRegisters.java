package io.interlock.hardware.spe;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;

/// The SPE registers and fields that both the machine and KVM speak of.
public final class SpeRegisters {
  public static final SysReg PMSCR_EL1 = SysReg.named("PMSCR_EL1");
  public static final SysReg PMSCR_EL2 = SysReg.named("PMSCR_EL2");
  public static final SysReg PMSCR_EL12 = SysReg.named("PMSCR_EL12");
  public static final SysReg PMSICR_EL1 = SysReg.named("PMSICR_EL1");
  public static final SysReg PMSIRR_EL1 = SysReg.named("PMSIRR_EL1");
  public static final SysReg PMSFCR_EL1 = SysReg.named("PMSFCR_EL1");
  public static final SysReg PMSEVFR_EL1 = SysReg.named("PMSEVFR_EL1");
  public static final SysReg PMSNEVFR_EL1 = SysReg.named("PMSNEVFR_EL1");
  public static final SysReg PMSLATFR_EL1 = SysReg.named("PMSLATFR_EL1");
  public static final SysReg PMSDSFR_EL1 = SysReg.named("PMSDSFR_EL1");
  public static final SysReg PMSIDR_EL1 = SysReg.named("PMSIDR_EL1");
  public static final SysReg PMBLIMITR_EL1 = SysReg.named("PMBLIMITR_EL1");
  public static final SysReg PMBPTR_EL1 = SysReg.named("PMBPTR_EL1");
  public static final SysReg PMBSR_EL1 = SysReg.named("PMBSR_EL1");
  public static final SysReg PMBMAR_EL1 = SysReg.named("PMBMAR_EL1");
  public static final SysReg PMBIDR_EL1 = SysReg.named("PMBIDR_EL1");

  /// PMBLIMITR_EL1: the Profiling Buffer is enabled.
  public static final long LIMIT_E = mask(PMBLIMITR_EL1, "E");

  /// PMBLIMITR_EL1: what happens to records, and when the buffer is full.
  public static final RegisterField LIMIT_FM = PMBLIMITR_EL1.field("FM");

  /// PMBLIMITR_EL1: PMU counters freeze while profiling is stopped.
  public static final long LIMIT_PMFZ = mask(PMBLIMITR_EL1, "PMFZ");

  /// PMBLIMITR_EL1: pointers are physical addresses.
  public static final long LIMIT_NVM = mask(PMBLIMITR_EL1, "nVM");

  /// PMBLIMITR_EL1: the address behind the buffer, in place.
  public static final long LIMIT_ADDRESS = mask(PMBLIMITR_EL1, "LIMIT");

  /// The value of PMBLIMITR_EL1.FM for which records are dropped after they were counted.
  public static final int FM_DISCARD = 0b10;

  static final SysReg MDCR_EL2 = SysReg.named("MDCR_EL2");
  static final SysReg HCR_EL2 = SysReg.named("HCR_EL2");
  static final RegisterField E2PB = MDCR_EL2.field("E2PB");
  static final long TGE = mask(HCR_EL2, "TGE");
  static final long E2H = mask(HCR_EL2, "E2H");

  static final long E0SPE = mask(PMSCR_EL1, "E0SPE");
  static final long E1SPE = mask(PMSCR_EL1, "E1SPE");
  static final long E0HSPE = mask(PMSCR_EL2, "E0HSPE");
  static final long E2SPE = mask(PMSCR_EL2, "E2SPE");
  static final long CX = mask(PMSCR_EL1, "CX");
  static final long PA = mask(PMSCR_EL1, "PA");
  static final long TS = mask(PMSCR_EL1, "TS");
  static final RegisterField PCT = PMSCR_EL1.field("PCT");
  static final long EN_VM = mask(PMSCR_EL2, "EnVM");

  private SpeRegisters() {}

  /// Whether a value of PMBLIMITR_EL1 selects discard mode.
  public static boolean isDiscardMode(long limitRegister) {
    return LIMIT_FM.get(limitRegister) == FM_DISCARD;
  }

  public static long mask(SysReg register, String... fields) {
    long mask = 0;
    for (String field : fields) {
      mask |= register.field(field).mask();
    }
    return mask;
  }
}
