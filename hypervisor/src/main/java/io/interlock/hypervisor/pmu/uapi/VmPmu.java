package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.PmuFeature;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is settled of a VM's PMU so far (the fields of `kvm->arch` and `vcpu->arch.pmu`).
///
/// @param features those of the first vCPU that was initialised, null before
/// @param pmu the host's PMU behind it, null until chosen
/// @param wanted how many event counters user space wants the guest to have, 2^31 - 1 where it has
///     not said
/// @param partitioned whether they are to be hardware's own
/// @param filter which events it may count, null for all
/// @param supportedCpus where its vCPUs may run
/// @param slots PMMIR_EL1.SLOTS as the guest reads it
public record VmPmu(
    @Nullable PmuFeatures features,
    @Nullable HostPmu pmu,
    int wanted,
    boolean partitioned,
    @Nullable EventFilter filter,
    CpuSet supportedCpus,
    int slots,
    List<VcpuPmu> vcpus) {
  private static final int ALL = Integer.MAX_VALUE;

  /// Keeps a copy of the list.
  public VmPmu {
    vcpus = List.copyOf(vcpus);
  }

  /// A VM before its first vCPU is initialised.
  public static VmPmu created(PmuHost host, int vcpus) {
    return new VmPmu(
        null, null, ALL, false, null, host.cpus(), 0, Collections.nCopies(vcpus, VcpuPmu.NEW));
  }

  /// Whether its vCPUs have a PMU (`kvm_vcpu_has_pmu`).
  public boolean hasPmu() {
    return features != null && features.pmuV3();
  }

  /// Whether user space must choose the PMU (`kvm_vcpu_has_pmuv3_strict`).
  public boolean isStrict() {
    return features != null && features.strict();
  }

  /// The fewest counters that it can have: HPMN cannot be 0 before FEAT_HPMN0.
  public int countersMin() {
    return partitioned && pmu != null && !pmu.model().has(PmuFeature.ZERO_HPMN) ? 1 : 0;
  }

  /// The most counters that it can have (`kvm_arm_pmu_get_max_counters`).
  public int countersMax() {
    if (pmu == null) {
      return 0;
    }
    return partitioned ? pmu.guestCountersMax() : pmu.perfCounters();
  }

  /// How many event counters the guest has.
  public int counters() {
    return Math.min(wanted, countersMax());
  }

  /// Whether its counters count on that CPU. It may run there even so, unless the PMU was chosen.
  public boolean countsOn(int cpu) {
    return pmu != null && pmu.cpus().contains(cpu);
  }

  /// Whether it may count the event. SW_INCR and CHAIN need no event of the host, so no filter
  /// reaches them.
  public boolean allows(int event) {
    return filter == null || filter.allows(event);
  }

  VmPmu withFeatures(PmuFeatures chosen) {
    return new VmPmu(chosen, pmu, wanted, partitioned, filter, supportedCpus, slots, vcpus);
  }

  /// The PMU changes, and with it the number of counters (`kvm_arm_set_pmu`).
  VmPmu withPmu(HostPmu chosen) {
    return new VmPmu(features, chosen, ALL, partitioned, filter, supportedCpus, slots, vcpus);
  }

  VmPmu withCounters(int count) {
    return new VmPmu(features, pmu, count, partitioned, filter, supportedCpus, slots, vcpus);
  }

  VmPmu withPartition() {
    return new VmPmu(features, pmu, wanted, true, filter, supportedCpus, slots, vcpus);
  }

  VmPmu withFilter(EventFilter changed) {
    return new VmPmu(features, pmu, wanted, partitioned, changed, supportedCpus, slots, vcpus);
  }

  VmPmu withSupportedCpus(CpuSet cpus) {
    return new VmPmu(features, pmu, wanted, partitioned, filter, cpus, slots, vcpus);
  }

  VmPmu withSlots(int changed) {
    return new VmPmu(features, pmu, wanted, partitioned, filter, supportedCpus, changed, vcpus);
  }

  VmPmu withVcpu(int index, VcpuPmu vcpu) {
    List<VcpuPmu> changed = new ArrayList<>(vcpus);
    changed.set(index, vcpu);
    return new VmPmu(features, pmu, wanted, partitioned, filter, supportedCpus, slots, changed);
  }
}
