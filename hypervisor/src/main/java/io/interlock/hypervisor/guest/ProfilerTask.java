package io.interlock.hypervisor.guest;

import java.util.Locale;

/// What a guest's SPE driver, or perf above it, is asked to do ([GuestProfiler]).
public enum ProfilerTask {
  /// Finds out what the SPU can do, and resets it (`arm_spe_pmu_dev_init`).
  PROBE,
  /// Begins to sample (`arm_spe_pmu_start`).
  START,
  /// Handles the buffer management interrupt (`arm_spe_pmu_irq_handler`).
  INTERRUPT,
  /// Ends sampling (`arm_spe_pmu_stop`).
  STOP,
  /// perf takes what is in the buffer, and begins anew where sampling ended for want of room.
  READ;

  /// As guest programs write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
