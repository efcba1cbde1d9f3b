package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.MonitorControls;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the guests' performance monitors would hold if each vCPU had a PMU of its own, that nobody
/// ever takes away: the yardstick for one that is shared.
final class IdealMonitors {
  private static final Set<Class<? extends Fact>> ACCESSES =
      Set.of(
          Fact.CountersGiven.class,
          Fact.FilterGiven.class,
          Fact.MonitorSet.class,
          Fact.MonitorWritten.class);

  private final Map<Integer, IdealPmu> pmus = new TreeMap<>();

  /// The kinds of facts that [#followAccess] takes part in, and others.
  static Set<Class<? extends Fact>> accessesAnd(Set<Class<? extends Fact>> others) {
    Set<Class<? extends Fact>> all = new HashSet<>(ACCESSES);
    all.addAll(others);
    return all;
  }

  /// The kinds of facts that [#follow] takes part in, and others.
  static Set<Class<? extends Fact>> followedAnd(Set<Class<? extends Fact>> others) {
    Set<Class<? extends Fact>> all = accessesAnd(others);
    all.add(Fact.GuestRan.class);
    all.add(Fact.EventHappened.class);
    return all;
  }

  IdealMonitors copy() {
    IdealMonitors copy = new IdealMonitors();
    pmus.forEach((thread, pmu) -> copy.pmus.put(thread, pmu.copy()));
    return copy;
  }

  /// Takes part in what a guest does; says whose monitors may have changed, or null.
  @Nullable VcpuId follow(Fact fact) {
    return switch (fact) {
      case Fact.GuestRan ran -> {
        ideal(ran.vcpu()).run(ran.mix(), ran.from(), ran.cycles(), ran.at());
        yield ran.vcpu();
      }
      case Fact.EventHappened(VcpuId vcpu, _, int event, long times, _, var at) -> {
        ideal(vcpu).count(event, times, at);
        yield vcpu;
      }
      default -> followAccess(fact);
    };
  }

  /// The same of a guest's accesses only: enough for what running does not change.
  @Nullable VcpuId followAccess(Fact fact) {
    return switch (fact) {
      case Fact.CountersGiven(VcpuId vcpu, int given, int intid) -> {
        ideal(vcpu).give(given, intid);
        yield vcpu;
      }
      case Fact.FilterGiven(VcpuId vcpu, var filter) -> {
        ideal(vcpu).deny(filter);
        yield vcpu;
      }
      case Fact.MonitorSet(VcpuId vcpu, SysReg register, long value) -> {
        ideal(vcpu).set(register, value);
        yield vcpu;
      }
      case Fact.MonitorWritten(VcpuId vcpu, SysReg register, long value) -> {
        ideal(vcpu).write(register, value);
        yield vcpu;
      }
      default -> null;
    };
  }

  /// Whether counters of the vCPU's own interrupt it by this INTID, and not emulated ones.
  boolean interruptBy(VcpuId vcpu, int intid) {
    IdealPmu pmu = pmus.get(vcpu.thread());
    return pmu != null && pmu.intid() == intid;
  }

  /// The monitors of one vCPU.
  Pmu of(VcpuId vcpu) {
    return ideal(vcpu).pmu();
  }

  /// The level of their interrupt.
  boolean interruptLine(VcpuId vcpu) {
    return ideal(vcpu).interruptLine();
  }

  /// Their controls.
  MonitorControls controls(VcpuId vcpu) {
    return ideal(vcpu).controls();
  }

  /// How many event counters KVM has given the vCPU.
  int counters(VcpuId vcpu) {
    return ideal(vcpu).counters();
  }

  private IdealPmu ideal(VcpuId vcpu) {
    return pmus.computeIfAbsent(vcpu.thread(), _ -> new IdealPmu());
  }
}
