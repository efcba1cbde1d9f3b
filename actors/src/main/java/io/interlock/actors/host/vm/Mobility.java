package io.interlock.actors.host.vm;

import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.unit.EventSources;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.identity.FeatureTable;
import io.interlock.hypervisor.identity.VmIdentity;
import io.interlock.hypervisor.spe.GuestIdentification;
import io.interlock.hypervisor.uapi.Errno;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whether a VM can go on on another host: what its guest has read of the one must hold on the
/// other.
public final class Mobility {
  private Mobility() {}

  /// What keeps a VM from going on elsewhere; null where nothing does.
  ///
  /// @param vm its plan on the host `from`, where it began
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
    String obstacle = ofMonitors(vm, there);
    obstacle = obstacle == null ? ofProfiling(from, vm, to, there) : obstacle;
    return obstacle == null
        ? ofIdentity(vm.machine().identity(), there.machine().identity())
        : obstacle;
  }

  /// User space restores the ID registers (KVM_SET_ONE_REG), and KVM there refuses what promises
  /// more than the VM could have there.
  private static @Nullable String ofIdentity(VmIdentity here, VmIdentity there) {
    VmIdentity fresh = new VmIdentity(there.limits(), there.limits());
    for (SysReg register : FeatureTable.registers()) {
      long value = here.read(register);
      int result = fresh.write(register, value, false).result();
      if (result != 0) {
        long limit = fresh.limit(register);
        String fields =
            fresh.beyond(register, value).stream()
                .map(f -> "%s is %d and there %d".formatted(f, f.value(value), f.value(limit)))
                .collect(Collectors.joining(", "));
        return "KVM there refuses an ID register with %s: %s"
            .formatted(Errno.named(result), fields);
      }
    }
    return null;
  }

  private static @Nullable String ofMonitors(VmPlan vm, VmPlan there) {
    int told = vm.machine().identity().monitors();
    PmuSeen here = PmuSeen.of(vm.pmu(), vm.vcpus().size(), told);
    PmuSeen then = PmuSeen.of(there.pmu(), there.vcpus().size(), told);
    if (here.counters() != then.counters()) {
      return "its PMU there has %d counters and not %d".formatted(then.counters(), here.counters());
    }
    if (here.version() != then.version()) {
      return "its PMU there is of version %d and not %d"
          .formatted(then.version().idField(), here.version().idField());
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
