package io.interlock.hardware.pmu;

import io.interlock.hardware.register.RegisterFamily;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may access a register: what EL0 needs, and by what name the hypervisor traps it.
final class AccessRow {
  /// A row is `register  reads-at-EL0  writes-at-EL0  trap`. EL0 has one of the PMUSERENR_EL0
  /// fields that are named, or `any`; where it has `none`, the access is UNDEFINED. Names after a
  /// `-` forbid. The trap is the name of the field in HDFGRTR_EL2, HDFGWTR_EL2 or, with an `n`
  /// before it, in their second pair.
  private static final String ROWS =
      """
      PMCR_EL0          EN-UEN         EN-UEN     PMCR
      PMCNTENSET_EL0    EN+UEN         EN+UEN     PMCNTEN
      PMCNTENCLR_EL0    EN+UEN         EN+UEN     PMCNTEN
      PMINTENSET_EL1    none           none       PMINTEN
      PMINTENCLR_EL1    none           none       PMINTEN
      PMOVSSET_EL0      EN+UEN         EN+UEN     PMOVS
      PMOVSCLR_EL0      EN+UEN         EN+UEN     PMOVS
      PMSELR_EL0        EN+UEN+ER      EN+UEN+ER  PMSELR
      PMUSERENR_EL0     any            none       PMUSERENR
      PMCCNTR_EL0       EN+UEN+CR      EN+UEN     PMCCNTR
      PMCCFILTR_EL0     EN+UEN         EN+UEN     PMCCFILTR
      PMICNTR_EL0       UEN            UEN        PMICNTR
      PMICFILTR_EL0     UEN            UEN        PMICFILTR
      PMXEVTYPER_EL0    EN+UEN         EN+UEN     PMEVTYPERn
      PMXEVCNTR_EL0     EN+UEN+ER      EN+UEN     PMEVCNTRn
      PMSWINC_EL0       none           EN+UEN+SW  PMSWINC
      PMZR_EL0          none           EN+UEN     PMZR
      PMCEID0_EL0       EN+UEN-TID     none       PMCEIDn
      PMCEID1_EL0       EN+UEN-TID     none       PMCEIDn
      PMMIR_EL1         none           none       PMMIR
      PMUACR_EL1        none           none       PMUACR
      PMEVCNTR<n>_EL0   EN+UEN+ER      EN+UEN     PMEVCNTRn
      PMEVTYPER<n>_EL0  EN+UEN         EN+UEN     PMEVTYPERn
      """;

  private static final Map<SysReg, AccessRow> BY_REGISTER = read();

  private final UserRule reads;
  private final UserRule writes;
  private final @Nullable RegisterField readTrap;
  private final @Nullable RegisterField writeTrap;
  private final @Nullable RegisterField readPermit;
  private final @Nullable RegisterField writePermit;

  /// What PMUSERENR_EL0 must have for an access of EL0.
  ///
  /// @param needs one of these bits; 0 if none is needed
  /// @param forbids all of these bits
  private record UserRule(boolean exists, long needs, long forbids) {
    static UserRule of(String words) {
      String[] sides = words.split("-", 2);
      boolean free = words.equals("any") || words.equals("none");
      return new UserRule(
          !words.equals("none"),
          free ? 0 : bits(sides[0].split("\\+", -1)),
          sides.length == 1 ? 0 : bits(sides[1]));
    }

    private static long bits(String... fields) {
      long bits = 0;
      for (String field : fields) {
        bits |= PmuRegisters.USER_ENABLE.field(field).mask();
      }
      return bits;
    }

    boolean permits(long userEnable) {
      return (needs == 0 || (userEnable & needs) != 0) && (userEnable & forbids) == 0;
    }
  }

  private AccessRow(String reads, String writes, String trap) {
    this.reads = UserRule.of(reads);
    this.writes = UserRule.of(writes);
    this.readTrap = PmuTraps.trapOf(trap, false);
    this.writeTrap = PmuTraps.trapOf(trap, true);
    this.readPermit = PmuTraps.permitOf(trap, false);
    this.writePermit = PmuTraps.permitOf(trap, true);
  }

  /// The row of a PMU register. Throws `IllegalArgumentException` for another one.
  static AccessRow of(SysReg register) {
    AccessRow row = BY_REGISTER.get(register);
    if (row == null) {
      throw new IllegalArgumentException(register + " is not a register of the PMU");
    }
    return row;
  }

  boolean isUndefinedAtEl0(boolean write) {
    return !(write ? writes : reads).exists;
  }

  /// @param userEnable the value of PMUSERENR_EL0
  boolean isEnabledAtEl0(boolean write, long userEnable) {
    return (write ? writes : reads).permits(userEnable);
  }

  /// The field that traps if it is one, or null.
  @Nullable RegisterField trap(boolean write) {
    return write ? writeTrap : readTrap;
  }

  /// The field that traps if it is zero, or null.
  @Nullable RegisterField permit(boolean write) {
    return write ? writePermit : readPermit;
  }

  private static Map<SysReg, AccessRow> read() {
    Map<SysReg, AccessRow> rows = new HashMap<>();
    ROWS.lines().map(line -> line.strip().split(" +", -1)).forEach(words -> add(rows, words));
    return Map.copyOf(rows);
  }

  private static void add(Map<SysReg, AccessRow> rows, String[] words) {
    AccessRow row = new AccessRow(words[1], words[2], words[3]);
    for (SysReg register : registers(words[0])) {
      rows.put(register, row);
    }
  }

  private static List<SysReg> registers(String name) {
    String[] parts = name.split("<n>", -1);
    return parts.length == 1
        ? List.of(SysReg.named(name))
        : RegisterFamily.of(parts[0], parts[1]).members();
  }
}
