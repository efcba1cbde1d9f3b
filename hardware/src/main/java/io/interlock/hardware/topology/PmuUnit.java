package io.interlock.hardware.topology;

/// A PMU as Linux registers it: one driver instance for CPUs of one kind.
///
/// @param index position among the host's PMUs
/// @param compatible the entry that made it a CPU PMU, `arm,cortex-a720-pmu`
/// @param cpus its `supported_cpus`
public record PmuUnit(int index, String compatible, PmuInterrupt interrupt, CpuSet cpus) {}
