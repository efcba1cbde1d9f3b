package io.interlock.actors.scenario;

import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import java.util.List;

/// The PMU that user space asks for, for the vCPUs of a VM.
///
/// @param device what it gives to SET_PMU: the name of a PMU in sysfs, or its number; empty if it
///     leaves the choice to KVM
/// @param initCpu the CPU on which it calls KVM_ARM_VCPU_INIT; [#FIRST_ALLOWED] for the lowest one
///     that the first vCPU may run on
/// @param intids of the overflow interrupt: of all vCPUs, or of each; none where nothing is asked
/// @param counters what it gives to SET_NR_COUNTERS, or [#UNSET]
/// @param strict whether it asks for the strict feature
/// @param filter the ranges of events that it allows or denies, in order
public record PmuSpec(
    Type type,
    String device,
    int initCpu,
    List<Integer> intids,
    int counters,
    boolean strict,
    List<EventFilter.Range> filter) {
  /// Nothing is asked for.
  public static final int UNSET = -1;

  /// In place of a CPU.
  public static final int FIRST_ALLOWED = -1;

  /// As the host offers it, and the rest by default.
  public static final PmuSpec OF_HOST =
      new PmuSpec(Type.HOST, "", FIRST_ALLOWED, List.of(), UNSET, false, List.of());

  public PmuSpec {
    intids = List.copyOf(intids);
    filter = List.copyOf(filter);
  }

  /// What user space asks for as the overflow interrupt of a vCPU.
  public int intidOf(int vcpu) {
    return intids.isEmpty() ? IntId.PMU_OVERFLOW : intids.get(intids.size() == 1 ? 0 : vcpu);
  }

  /// Where a guest's counters come from.
  public enum Type {
    /// Counters of its own on a host that leaves some to guests, else none.
    HOST,
    /// The vCPUs have no PMU.
    NONE,
    /// perf events of the host.
    EMULATED,
    /// Counters of the host's PMU.
    PARTITIONED
  }
}
