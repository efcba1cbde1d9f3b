package io.interlock.actors.host;

/// What is said of the power of a vCPU.
public final class VcpuPower {
  private VcpuPower() {}

  /// Where a vCPU begins (`vcpu_reset_state`).
  ///
  /// @param entry PC
  /// @param context X0
  public record Start(long entry, long context) {}
}
