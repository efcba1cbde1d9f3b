package io.interlock.hypervisor.pmu.uapi;

/// What is settled of one vCPU's PMU.
///
/// @param intid of its overflow interrupt, [#UNSET] until it is given
/// @param created whether it was initialised, which ends the configuration
public record VcpuPmu(int intid, boolean created) {
  /// No interrupt yet.
  public static final int UNSET = 0;

  static final VcpuPmu NEW = new VcpuPmu(UNSET, false);

  boolean hasInterrupt() {
    return intid != UNSET;
  }
}
