package io.interlock.hypervisor.perf;

/// Which counters count for the host only and which for guests only, so that KVM must switch them
/// between the two (`struct kvm_pmu_events`).
///
/// @param host counters that stop while a guest runs, as bits
/// @param guest counters that stop while the host runs
public record SwitchedEvents(long host, long guest) {
  /// Nothing to switch.
  public static final SwitchedEvents NONE = new SwitchedEvents(0, 0);

  /// With a counter that was given to an event (`kvm_set_pmu_events`). Where the host's kernel is
  /// at EL2, only what counts at EL0 needs KVM (`kvm_pmu_switch_needed`).
  SwitchedEvents with(long counters, PerfAttributes attributes, boolean vhe) {
    boolean excludesHost = attributes.excludes(Exclusion.HOST);
    boolean excludesGuest = attributes.excludes(Exclusion.GUEST);
    boolean needed = excludesHost != excludesGuest && !(vhe && attributes.excludes(Exclusion.USER));
    if (!needed) {
      return this;
    }
    return new SwitchedEvents(
        excludesHost ? host : host | counters, excludesGuest ? guest : guest | counters);
  }

  /// Without counters that were taken away (`kvm_clr_pmu_events`).
  SwitchedEvents without(long counters) {
    return new SwitchedEvents(host & ~counters, guest & ~counters);
  }
}
