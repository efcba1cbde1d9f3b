package io.interlock.actors.host.vm;

import io.interlock.actors.host.PmuPlan;
import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import io.interlock.hypervisor.pmu.uapi.OwnCounters;
import io.interlock.hypervisor.pmu.uapi.VmFacts;

/// What a guest knows of its PMU by its identification registers.
///
/// @param counters PMCR_EL0.N
/// @param events PMCEID0_EL0 and PMCEID1_EL0
/// @param machine PMMIR_EL1
/// @param version of the PMU that it gets: as its ID registers tell, or with counters of its own
///     that of the host
record PmuSeen(int counters, CommonEvents events, long machine, PmuVersion version) {
  /// No PMU.
  static final PmuSeen NONE = new PmuSeen(0, new CommonEvents(0, 0), 0, PmuVersion.V3);

  /// Of a VM with this plan, when its VMM has asked for all that it asks for; [#NONE] where KVM
  /// refuses some of it.
  ///
  /// @param told ID_AA64DFR0_EL1.PMUVer
  static PmuSeen of(PmuPlan plan, int vcpus, int told) {
    VmMonitors settled = VmMonitors.created(plan, vcpus, told);
    int result = 0;
    for (int vcpu = 0; vcpu < vcpus && result == 0; vcpu++) {
      VmMonitors.Answer answer = settled.initialise();
      settled = answer.kept();
      result = answer.result();
    }
    for (PmuPlan.Request request : plan.requests()) {
      if (result == 0) {
        VmMonitors.Answer answer = settled.request(request, VmFacts.usual());
        settled = answer.kept();
        result = answer.result();
      }
    }
    return result == 0 ? of(plan, settled) : NONE;
  }

  private static PmuSeen of(PmuPlan plan, VmMonitors settled) {
    OwnCounters own = settled.countersOf(0);
    if (own != null) {
      return new PmuSeen(own.counters(), own.events(), own.machine(), plan.host().guestVersion());
    }
    GuestMonitors emulated = settled.monitorsOf(0);
    return emulated == null
        ? NONE
        : new PmuSeen(
            emulated.counters(),
            emulated.guest().events(),
            emulated.guest().slots(),
            emulated.guest().version());
  }
}
