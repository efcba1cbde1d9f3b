package io.interlock.actors.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one VM did and got.
///
/// @param host name of the host it ran on
/// @param vcpus number of its vCPUs
/// @param cpuSeconds time its vCPU threads ran
/// @param stealSeconds time they were runnable and did not run
/// @param exits guest exits
/// @param interrupts virtual interrupts that the guest took
/// @param migrations moves of its threads from one PE to another
/// @param failEntries entries that KVM refused because the PE is not supported
/// @param interruptStages how long its interrupts took, by kind and by stage
/// @param spe what statistical profiling did for it, null without SPE
/// @param interruptLatency from an interrupt's cause to the guest's acknowledgement
/// @param guestSeconds time its vCPUs were in their guests
/// @param reports what its guests reported of what they read, by label
/// @param pmu what its performance monitors did; null where it has none and wanted none
public record VmResult(
    String name,
    String host,
    int vcpus,
    double cpuSeconds,
    double stealSeconds,
    long exits,
    long interrupts,
    long migrations,
    long failEntries,
    LatencySummary interruptLatency,
    double guestSeconds,
    @Nullable PmuResult pmu,
    @Nullable SpeResult spe,
    List<InterruptLatency> interruptStages,
    List<Report> reports) {
  /// What guests reported under one label.
  ///
  /// @param reads how often
  /// @param last the last value
  public record Report(String label, long reads, long last) {}

  public VmResult {
    interruptStages = List.copyOf(interruptStages);
    reports = List.copyOf(reports);
  }

  /// A VM without SPE that took no interrupts.
  public VmResult(
      String name,
      String host,
      int vcpus,
      double cpuSeconds,
      double stealSeconds,
      long exits,
      long interrupts,
      long migrations,
      long failEntries,
      LatencySummary interruptLatency,
      double guestSeconds,
      @Nullable PmuResult pmu) {
    this(
        name,
        host,
        vcpus,
        cpuSeconds,
        stealSeconds,
        exits,
        interrupts,
        migrations,
        failEntries,
        interruptLatency,
        guestSeconds,
        pmu,
        null,
        List.of(),
        List.of());
  }
}
