package io.interlock.actors.scenario;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What user space chooses of a VM's machine, beside its vCPUs and their PMU.
///
/// @param identity fields of ID registers that it changes, as `ID_AA64DFR0_EL1.PMUVer`
/// @param suspend what it does about SYSTEM_SUSPEND
public record MachineSpec(Map<String, Long> identity, Suspend suspend) {
  /// As KVM gives it.
  public static final MachineSpec USUAL = new MachineSpec(Map.of(), Suspend.NO);

  /// Keeps the fields in the order of their names.
  public MachineSpec {
    identity = Collections.unmodifiableMap(new TreeMap<>(identity));
  }

  /// What becomes of SYSTEM_SUSPEND.
  public enum Suspend {
    /// User space has not asked for it.
    NO,
    /// It suspends the vCPU that calls.
    HONOUR,
    /// It answers DENIED.
    DENY
  }
}
