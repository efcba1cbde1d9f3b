package io.interlock.hypervisor.identity;

/// What a VM has that its ID registers tell, beside what the host's CPUs can do.
///
/// @param monitors `ID_AA64DFR0_EL1.PMUVer` of its PMU at most, 0 without one
/// @param profiling `ID_AA64DFR0_EL1.PMSVer`, 0 without SPE
public record VmFeatures(int monitors, int profiling) {}
