package io.interlock.hardware.topology;

/// A Statistical Profiling Unit as Linux registers it (`arm_spe_N`): one instance for all CPUs of
/// its mask.
///
/// @param index the N of its name
/// @param intid the PPI of its management interrupt
/// @param cpus its `supported_cpus`; all CPUs if the PPI is not partitioned
public record SpuUnit(int index, int intid, CpuSet cpus, SpuModel model) {}
