package io.interlock.actors.host.vm;

import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.unit.EventSources;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.spe.GuestIdentification;
import org.jspecify.annotations.Nullable;

/// Whether a VM can go on on another host: what its guest has read of the one must hold on the
/// other.
public final class Mobility {
  private Mobility() {}

  /// What keeps a VM from going on elsewhere; null where nothing does.
  ///
  /// @param vm its plan on the host `from`
  /// @param there its plan on the host `to`, which can have it
  public static @Nullable String obstacle(HostPlan from, VmPlan vm, HostPlan to, VmPlan there) {
    if (from.counter().hz() != to.counter().hz()) {
      return "the system counter there runs at %d Hz and not %d"
          .formatted(to.counter().hz(), from.counter().hz());
    }
    if (!from.partition().equals(to.partition())) {
      return "guests there have %d counters of their own and not %d"
          .formatted(to.partition().guestCounters(), from.partition().guestCounters());
    }
    String ofMonitors = ofMonitors(vm, there);
    return ofMonitors == null ? ofProfiling(from, vm, to, there) : ofMonitors;
  }

  private static @Nullable String ofMonitors(VmPlan vm, VmPlan there) {
    PmuSeen here = PmuSeen.of(vm.pmu(), vm.vcpus().size());
    PmuSeen then = PmuSeen.of(there.pmu(), there.vcpus().size());
    if (here.counters() != then.counters()) {
      return "its PMU there has %d counters and not %d".formatted(then.counters(), here.counters());
    }
    return here.equals(then)
        ? null
        : "its PMU there is another: PMCEID %#x and %#x, PMMIR %#x"
            .formatted(then.events().pmceid0(), then.events().pmceid1(), then.machine());
  }

  private static @Nullable String ofProfiling(HostPlan from, VmPlan vm, HostPlan to, VmPlan there) {
    VmProfiling wanted = vm.profiling();
    VmProfiling got = there.profiling();
    if (wanted == null || got == null) {
      return null;
    }
    SpuUnit here = spu(from, wanted);
    SpuUnit then = spu(to, got);
    if (here == null || then == null) {
      return "no SPU of the name that it chooses";
    }
    boolean same =
        GuestIdentification.sampling(here.model()) == GuestIdentification.sampling(then.model())
            && buffer(here, wanted) == buffer(then, got);
    return same
        ? null
        : "its SPU there is another: PMSIDR %#x and not %#x, PMBIDR %#x and not %#x"
            .formatted(
                GuestIdentification.sampling(then.model()),
                GuestIdentification.sampling(here.model()),
                buffer(then, got),
                buffer(here, wanted));
  }

  private static @Nullable SpuUnit spu(HostPlan host, VmProfiling wanted) {
    return host.topology().spus().stream()
        .filter(unit -> EventSources.nameOf(unit).equals(wanted.spuName()))
        .findFirst()
        .orElse(null);
  }

  private static long buffer(SpuUnit unit, VmProfiling wanted) {
    return GuestIdentification.buffer(unit.model(), Math.max(0, wanted.bufferBytesMax()));
  }
}
