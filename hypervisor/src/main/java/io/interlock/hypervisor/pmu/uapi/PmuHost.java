package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.topology.CpuSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a host's KVM brings to the PMUs of its VMs.
///
/// @param pmus in the order in which they were registered
/// @param cpus all CPUs
/// @param intersectsCpus whether the choice of a PMU narrows the CPUs that are left, since other
///     devices narrow them too; or else replaces them, as Linux 6.12 does
public record PmuHost(UapiVersion uapi, List<HostPmu> pmus, CpuSet cpus, boolean intersectsCpus) {

  /// Keeps a copy of the list.
  public PmuHost {
    pmus = List.copyOf(pmus);
  }

  /// Whether guests can have a PMU: every CPU has one (`kvm_supports_guest_pmuv3`).
  public boolean supportsGuestPmu() {
    CpuSet covered = pmus.stream().map(HostPmu::cpus).reduce(CpuSet.empty(), CpuSet::or);
    return !pmus.isEmpty() && covered.containsAll(cpus);
  }

  /// Whether it can leave counters to guests: then it has the attribute for that.
  public boolean partitions() {
    return pmus.stream().anyMatch(pmu -> pmu.guestCountersMax() > 0);
  }

  /// The PMU that a driver registered first of those that CPU has, or null
  /// (`kvm_pmu_probe_armpmu`).
  public @Nullable HostPmu defaultFor(int cpu) {
    return pmus.stream().filter(pmu -> pmu.cpus().contains(cpu)).findFirst().orElse(null);
  }

  /// The PMU with that id, or null.
  public @Nullable HostPmu find(int id) {
    return pmus.stream().filter(pmu -> pmu.id() == id).findFirst().orElse(null);
  }

  /// The version that all CPUs have (`ID_AA64DFR0_EL1.PMUVer`, sanitised).
  public PmuVersion version() {
    return pmus.stream()
        .map(pmu -> pmu.model().version())
        .min(Comparator.naturalOrder())
        .orElse(PmuVersion.V3);
  }

  /// The version that guests get, V3P5 at most (`kvm_arm_pmu_get_pmuver_limit`).
  public PmuVersion guestVersion() {
    return version().isAtLeast(PmuVersion.V3P5) ? PmuVersion.V3P5 : version();
  }

  /// Event numbers are below this, for filters: the host's version counts, not the guest's.
  public int eventSpace() {
    return version().eventMask() + 1;
  }
}
