package io.interlock.actors.scenario;

import io.interlock.hypervisor.pmu.uapi.EventFilter;
import java.util.List;

/// The PMU that user space asks for, for the vCPUs of a VM.
///
/// @param device what it gives to SET_PMU: the name of a PMU in sysfs, or its number; empty if it
///     leaves the choice to KVM
/// @param initCpu the CPU on which it calls KVM_ARM_VCPU_INIT; [#FIRST_ALLOWED] for the lowest one
///     that the first vCPU may run on
/// @param intid of the overflow interrupt, or [#UNSET]
/// @param counters what it gives to SET_NR_COUNTERS, or [#UNSET]
/// @param strict whether it asks for the strict feature
/// @param filter the ranges of events that it allows or denies, in order
public record PmuSpec(
    Type type,
    String device,
    int initCpu,
    int intid,
    int counters,
    boolean strict,
    List<EventFilter.Range> filter) {
  /// Nothing is asked for.
  public static final int UNSET = -1;

  /// In place of a CPU.
  public static final int FIRST_ALLOWED = -1;

  /// As the host offers it, and the rest by default.
  public static final PmuSpec OF_HOST =
      new PmuSpec(Type.HOST, "", FIRST_ALLOWED, UNSET, UNSET, false, List.of());

  public PmuSpec {
    filter = List.copyOf(filter);
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
