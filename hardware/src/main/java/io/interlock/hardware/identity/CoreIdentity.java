package io.interlock.hardware.identity;

import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.Architecture;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.SpuModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ID registers of a core: what its version of the architecture makes mandatory, and its PMU
/// and SPU.
///
/// What the architecture leaves open is not there, except that EL0 can use AArch32 and EL3 exists,
/// as everywhere in this model. Which version made what mandatory is recalled from the Arm ARM,
/// chapter A2; breakpoints, watchpoints and cache lines are those of Arm's own cores, recalled too.
public final class CoreIdentity {
  private static final SysReg DEBUG_FEATURES = SysReg.named("ID_AA64DFR0_EL1");
  private static final RegisterField MONITORS = DEBUG_FEATURES.field("PMUVer");
  private static final RegisterField PROFILING = DEBUG_FEATURES.field("PMSVer");
  private static final SysReg PROCESSOR_FEATURES = SysReg.named("ID_AA64PFR0_EL1");
  private static final RegisterField GIC = PROCESSOR_FEATURES.field("GIC");
  private static final SysReg AARCH32_DEBUG_FEATURES = SysReg.named("ID_DFR0_EL1");
  private static final RegisterField AARCH32_MONITORS = AARCH32_DEBUG_FEATURES.field("PerfMon");
  private static final int AARCH32_PMUV3 = 3;

  /// A row is `REGISTER.FIELD  VERSION=VALUE ...`: the value from that version of the architecture
  /// on.
  private static final String ROWS =
      """
      CTR_EL0.IminLine          V8_0=4
      CTR_EL0.L1Ip              V8_0=3
      CTR_EL0.DminLine          V8_0=4
      CTR_EL0.ERG               V8_0=4
      CTR_EL0.CWG               V8_0=4
      CTR_EL0.RES1              V8_0=1
      ID_DFR0_EL1.CopDbg        V8_0=6  V8_2=8  V8_4=9  V9_3=10  V9_4=11
      ID_DFR0_EL1.CopSDbg       V8_0=6  V8_2=8  V8_4=9  V9_3=10  V9_4=11
      ID_AA64DFR0_EL1.DebugVer  V8_0=6  V8_2=8  V8_4=9  V9_3=10  V9_4=11
      ID_AA64DFR0_EL1.BRPs      V8_0=5
      ID_AA64DFR0_EL1.WRPs      V8_0=3
      ID_AA64DFR0_EL1.CTX_CMPs  V8_0=1
      ID_AA64DFR0_EL1.DoubleLock  V9_0=15
      ID_AA64ISAR0_EL1.CRC32    V8_2=1
      ID_AA64ISAR0_EL1.ATOMIC   V8_2=2
      ID_AA64ISAR0_EL1.RDM      V8_2=1
      ID_AA64ISAR0_EL1.DP       V8_4=1
      ID_AA64ISAR0_EL1.TS       V8_4=1  V9_0=2
      ID_AA64ISAR0_EL1.TLB      V8_4=2
      ID_AA64ISAR1_EL1.DPB      V8_2=1  V9_0=2
      ID_AA64ISAR1_EL1.JSCVT    V8_4=1
      ID_AA64ISAR1_EL1.FCMA     V8_4=1
      ID_AA64ISAR1_EL1.LRCPC    V8_4=2
      ID_AA64ISAR1_EL1.FRINTTS  V9_0=1
      ID_AA64ISAR1_EL1.SB       V9_0=1
      ID_AA64ISAR1_EL1.SPECRES  V9_0=1  V9_4=2
      ID_AA64ISAR1_EL1.BF16     V9_2=1
      ID_AA64ISAR1_EL1.I8MM     V9_2=1
      ID_AA64ISAR1_EL1.XS       V9_2=1
      ID_AA64ISAR2_EL1.WFxT     V9_2=2
      ID_AA64ISAR2_EL1.MOPS     V9_3=1
      ID_AA64ISAR2_EL1.BC       V9_3=1
      ID_AA64ISAR2_EL1.CLRBHB   V9_4=1
      ID_AA64ISAR2_EL1.RPRFM    V9_4=1
      ID_AA64ISAR2_EL1.CSSC     V9_4=1
      ID_AA64PFR0_EL1.EL0       V8_0=2
      ID_AA64PFR0_EL1.EL1       V8_0=1
      ID_AA64PFR0_EL1.EL2       V8_0=1
      ID_AA64PFR0_EL1.EL3       V8_0=1
      ID_AA64PFR0_EL1.RAS       V8_2=1  V8_4=2
      ID_AA64PFR0_EL1.SEL2      V8_4=1
      ID_AA64PFR0_EL1.DIT       V8_4=1
      ID_AA64PFR0_EL1.CSV2      V9_0=1
      ID_AA64PFR0_EL1.CSV3      V9_0=1
      ID_AA64PFR1_EL1.BT        V9_0=1
      ID_AA64MMFR0_EL1.PARANGE  V8_0=2
      ID_AA64MMFR0_EL1.ASIDBITS V8_0=2
      ID_AA64MMFR0_EL1.BIGEND   V8_0=1
      ID_AA64MMFR0_EL1.SNSMEM   V8_0=1
      ID_AA64MMFR0_EL1.FGT      V9_0=1  V9_4=2
      ID_AA64MMFR0_EL1.ECV      V9_2=2
      ID_AA64MMFR1_EL1.VH       V8_2=1
      ID_AA64MMFR1_EL1.HPDS     V8_2=1
      ID_AA64MMFR1_EL1.LO       V8_2=1
      ID_AA64MMFR1_EL1.PAN      V8_2=2  V9_2=3
      ID_AA64MMFR1_EL1.XNX      V8_2=1
      ID_AA64MMFR1_EL1.ETS      V9_2=1  V9_3=2
      ID_AA64MMFR1_EL1.HCX      V9_2=1
      ID_AA64MMFR1_EL1.AFP      V9_2=1
      ID_AA64MMFR1_EL1.TIDCP1   V9_3=1
      ID_AA64MMFR2_EL1.CnP      V8_2=1
      ID_AA64MMFR2_EL1.UAO      V8_2=1
      ID_AA64MMFR2_EL1.AT       V8_4=1
      ID_AA64MMFR2_EL1.IDS      V8_4=1
      ID_AA64MMFR2_EL1.FWB      V8_4=1
      ID_AA64MMFR2_EL1.TTL      V8_4=1
      ID_AA64MMFR2_EL1.EVT      V9_0=2
      ID_AA64MMFR2_EL1.E0PD     V9_0=1
      ID_AA64MMFR3_EL1.TCRX     V9_4=1
      """;

  private static final List<Row> TABLE = ROWS.lines().map(Row::of).toList();

  /// What a field holds, by the version of the architecture.
  private record Row(SysReg register, RegisterField field, Map<Architecture, Long> since) {
    static Row of(String line) {
      String[] words = line.strip().split(" +", -1);
      String[] name = words[0].split("\\.", 2);
      SysReg register = SysReg.named(name[0]);
      Map<Architecture, Long> since = new HashMap<>();
      for (int i = 1; i < words.length; i++) {
        String[] step = words[i].split("=", 2);
        since.put(Architecture.valueOf(step[0]), Long.parseLong(step[1]));
      }
      return new Row(register, register.field(name[1]), since);
    }

    long value(Architecture architecture) {
      long value = 0;
      for (Architecture version : Architecture.values()) {
        boolean has = version.compareTo(architecture) <= 0;
        value = has ? since.getOrDefault(version, value) : value;
      }
      return value;
    }
  }

  private CoreIdentity() {}

  /// The ID registers of a core that are not zero.
  ///
  /// @param spu the SPU that covers it, or null
  /// @param gicV3 whether it has the system registers of a GICv3
  public static Map<SysReg, Long> of(CoreType core, @Nullable SpuModel spu, boolean gicV3) {
    Map<SysReg, Long> registers = new HashMap<>();
    for (Row row : TABLE) {
      put(registers, row.register(), row.field(), row.value(core.architecture()));
    }
    PmuVersion monitors = PmuModel.of(core).version();
    put(registers, DEBUG_FEATURES, MONITORS, monitors.idField());
    put(registers, AARCH32_DEBUG_FEATURES, AARCH32_MONITORS, aarch32Monitors(monitors.idField()));
    put(registers, DEBUG_FEATURES, PROFILING, spu == null ? 0 : spu.version());
    put(registers, PROCESSOR_FEATURES, GIC, gicV3 ? 1 : 0);
    return Map.copyOf(registers);
  }

  /// `ID_DFR0_EL1.PerfMon` for an `ID_AA64DFR0_EL1.PMUVer`: the numbers of PMUv3 differ, those of
  /// later versions do not.
  public static long aarch32Monitors(long version) {
    return version == PmuVersion.V3.idField() ? AARCH32_PMUV3 : version;
  }

  private static void put(
      Map<SysReg, Long> registers, SysReg register, RegisterField field, long value) {
    registers.merge(register, field.place(value), (before, more) -> before | more);
  }
}
