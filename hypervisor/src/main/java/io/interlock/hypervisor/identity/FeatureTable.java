package io.interlock.hypervisor.identity;

import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ID registers that KVM keeps for a VM, and the fields of them that Linux knows.
///
/// After Linux 6.12: `arm64_ftr_regs` (`cpufeature.c`) for the fields, `sys_reg_descs`
/// (`kvm/sys_regs.c`) for what user space can write. The AArch32 registers are left out, except for
/// ID_DFR0_EL1.
public final class FeatureTable {
  /// `REGISTER MASK`, the bits that user space can write, and below it its fields, each as `FIELD
  /// [signed] RULE[=FIXED]`. The rule is the one for the CPUs of a host; `RULE/RULE` has another
  /// one for guests (`kvm_arm64_ftr_safe_value`).
  private static final String ROWS =
      """
      CTR_EL0 0x300f000f
        DIC lower
        IDC lower
        CWG higher-or-zero
        ERG higher-or-zero
        DminLine lower
        L1Ip exact=2
        IminLine lower
        RES1 exact=1
      ID_DFR0_EL1 0x0f00000f
        PerfMon signed exact/lower
        MProfDbg lower
        MMapTrc lower
        CopTrc lower
        MMapDbg lower
        CopSDbg lower
        CopDbg lower
      ID_AA64PFR0_EL1 0xffff00f00f00ffff
        CSV3 lower
        CSV2 lower
        DIT lower
        AMU lower
        MPAM lower
        SEL2 lower
        SVE lower
        RAS lower
        GIC lower
        AdvSIMD signed lower
        FP signed lower
        EL3 lower
        EL2 lower
        EL1 lower
        EL0 lower
      ID_AA64PFR1_EL1 0x0000000f000000ff
        CSV2_frac lower
        SME lower
        MPAM_frac lower
        RAS_frac lower
        MTE lower
        SSBS lower
        BT lower
      ID_AA64PFR2_EL1 0x0000000f00000000
        FPMR lower
      ID_AA64ZFR0_EL1 0x0ff0ff0f0fff00ff
      ID_AA64DFR0_EL1 0x000000f000f00f0f
        DoubleLock signed lower
        PMSVer lower
        CTX_CMPs lower
        WRPs lower
        BRPs lower
        PMUVer signed exact/lower
        DebugVer exact=6/lower
      ID_AA64ISAR0_EL1 0xfffffffffffffff0
        RNDR lower
        TLB lower
        TS lower
        FHM lower
        DP lower
        SM4 lower
        SM3 lower
        SHA3 lower
        RDM lower
        TME lower
        ATOMIC lower
        CRC32 lower
        SHA2 lower
        SHA1 lower
        AES lower
      ID_AA64ISAR1_EL1 0xffffffff00fff00f
        LS64 lower
        XS lower
        I8MM lower
        DGH lower
        BF16 lower
        SPECRES lower
        SB lower
        FRINTTS lower
        GPI lower
        GPA lower
        LRCPC lower
        FCMA lower
        JSCVT lower
        API exact
        APA exact
        DPB lower
      ID_AA64ISAR2_EL1 0xffff0fffffff00ff
        LUT lower
        CSSC lower
        RPRFM lower
        CLRBHB lower
        BC lower
        MOPS lower
        APA3 exact
        GPA3 lower
        RPRES lower
        WFxT lower
      ID_AA64MMFR0_EL1 0xff00f000ffffff0f
        ECV lower
        FGT lower
        EXS lower
        TGRAN4_2 exact=1
        TGRAN64_2 exact=1
        TGRAN16_2 exact=1
        TGRAN4 signed lower
        TGRAN64 signed lower
        TGRAN16 lower
        BIGENDEL0 lower
        SNSMEM lower
        BIGEND lower
        ASIDBITS lower
        PARANGE lower
      ID_AA64MMFR1_EL1 0xfffff0f00ffff00f
        ECBHB lower
        TIDCP1 lower
        AFP lower
        HCX lower
        ETS lower
        TWED lower
        XNX lower
        SpecSEI higher
        PAN lower
        LO lower
        HPDS lower
        VH lower
        VMIDBits lower
        HAFDBS lower
      ID_AA64MMFR2_EL1 0xf0ff000ff00fffff
        E0PD lower
        EVT lower
        BBM lower
        TTL lower
        FWB lower
        IDS lower
        AT lower
        ST lower
        NV lower
        CCIDX lower
        VARange lower
        IESB lower
        LSM lower
        UAO lower
        CnP lower
      ID_AA64MMFR3_EL1 0x00000000000f0f0f
        S1POE lower
        S1PIE lower
        TCRX lower
      """;

  private static final Map<SysReg, Entry> ENTRIES = read();

  /// One register.
  private record Entry(SysReg register, long writable, List<Feature> features) {}

  private FeatureTable() {}

  /// All registers, in the order of their encodings except that CTR_EL0 is first.
  public static Set<SysReg> registers() {
    return ENTRIES.keySet();
  }

  /// Whether KVM keeps the register for a VM.
  public static boolean contains(SysReg register) {
    return ENTRIES.containsKey(register);
  }

  /// The bits of a register that user space can write (`KVM_ARM_GET_REG_WRITABLE_MASKS`); 0 for one
  /// that is no ID register.
  public static long writable(SysReg register) {
    Entry entry = ENTRIES.get(register);
    return entry == null ? 0 : entry.writable();
  }

  /// The fields of a register. Bits outside them are zero.
  public static List<Feature> features(SysReg register) {
    Entry entry = ENTRIES.get(register);
    if (entry == null) {
      throw new IllegalArgumentException(register + " is no ID register of a VM");
    }
    return entry.features();
  }

  private static Map<SysReg, Entry> read() {
    Map<SysReg, Entry> entries = new LinkedHashMap<>();
    Entry open = null;
    for (String line : ROWS.lines().toList()) {
      String[] words = line.strip().split(" +", -1);
      if (open != null && line.startsWith(" ")) {
        open.features().add(feature(open.register(), open.writable(), words));
      } else {
        long writable = Long.parseUnsignedLong(words[1].substring(2), 16);
        open = new Entry(SysReg.named(words[0]), writable, new ArrayList<>());
        entries.put(open.register(), open);
      }
    }
    return entries;
  }

  private static Feature feature(SysReg register, long writable, String[] words) {
    RegisterField field = register.field(words[0]);
    String[] rules = words[words.length - 1].split("/", -1);
    String[] ofHost = rules[0].split("=", -1);
    return new Feature(
        register,
        field,
        words[1].equals("signed"),
        rule(ofHost[0]),
        rule(rules.length > 1 ? rules[1] : ofHost[0]),
        ofHost.length > 1 ? Long.parseLong(ofHost[1]) : 0,
        (field.mask() & ~writable) == 0);
  }

  private static SafeValue rule(String word) {
    return switch (word) {
      case "lower" -> SafeValue.LOWER;
      case "higher" -> SafeValue.HIGHER;
      case "higher-or-zero" -> SafeValue.HIGHER_OR_ZERO;
      case "exact" -> SafeValue.EXACT;
      default -> throw new IllegalStateException("no rule is named " + word);
    };
  }
}
