package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetSpec;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Chooses the host of a VM: the one with the least score, and of equals the first.
final class Placement {
  /// More than any host is loaded.
  private static final double LAST_RESORT = 1e6;

  private final List<HostSlot> hosts;
  private final FleetSpec.Policy policy;

  Placement(List<HostSlot> hosts, FleetSpec.Policy policy) {
    this.hosts = hosts;
    this.policy = policy;
  }

  /// The host for a VM among those that have room and are `allowed`; null where there is none.
  @Nullable HostSlot choose(FleetPlan.Guest vm, Predicate<HostSlot> allowed) {
    HostSlot best = null;
    double least = Double.POSITIVE_INFINITY;
    for (HostSlot host : hosts) {
      double score = score(vm, host);
      if (score < least && host.hasRoomFor(vm) && allowed.test(host)) {
        best = host;
        least = score;
        if (policy == FleetSpec.Policy.FIRST_FIT) {
          break;
        }
      }
    }
    return best;
  }

  private double score(FleetPlan.Guest vm, HostSlot host) {
    return switch (policy) {
      case FIRST_FIT -> 0;
      case SPREAD -> host.crowd();
      case CAPACITY_AWARE -> host.load();
      case SPU_AWARE -> {
        if (vm.profiled()) {
          yield LAST_RESORT * host.profiledLoad() + host.load();
        }
        yield host.hasSpu ? LAST_RESORT + host.load() : host.load();
      }
    };
  }
}
