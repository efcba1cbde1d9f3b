package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.MonitorControls;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A guest is entered with one of its PMU's controls in the PE as it has left it.
///
/// Controls change by what the guest writes, and never by what it runs.
final class OwnControls implements Property {
  /// The controls, each of which can go wrong on its own; one stands for a family.
  private static final List<String> EACH =
      List.of(
          "PMCR_EL0",
          "PMCNTENSET_EL0",
          "PMINTENSET_EL1",
          "PMSELR_EL0",
          "PMCCFILTR_EL0",
          "PMEVTYPER");

  private final String control;
  private final IdealMonitors ideal;
  private final Map<Integer, Integer> counters;

  private OwnControls(String control, IdealMonitors ideal, Map<Integer, Integer> counters) {
    this.control = control;
    this.ideal = ideal;
    this.counters = counters;
  }

  /// One observer for each control.
  static List<Property> each() {
    return EACH.stream()
        .<Property>map(control -> new OwnControls(control, new IdealMonitors(), new TreeMap<>()))
        .toList();
  }

  @Override
  public String name() {
    return Properties.SAVE_RESTORE_ROUNDTRIP.title();
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.MonitorSet _, Fact.MonitorWritten _ -> {
        VcpuId _ = ideal.follow(fact);
        yield null;
      }
      case Fact.CountersGiven(VcpuId vcpu, int given) -> {
        counters.put(vcpu.thread(), given);
        yield null;
      }
      case Fact.MonitorsEntered entered when entered.resident() -> entered(entered);
      default -> null;
    };
  }

  private @Nullable String entered(Fact.MonitorsEntered entered) {
    VcpuId vcpu = entered.vcpu();
    Pmu alone = ideal.of(vcpu);
    MonitorControls own =
        MonitorControls.of(
            counters.getOrDefault(vcpu.thread(), 0),
            register -> alone.read(register, ExceptionLevel.EL2));
    for (SysReg other : own.differences(entered.controls())) {
      if (other.name().startsWith(control)) {
        return "a guest is entered with a %s that is not its own (%s on PE %d)"
            .formatted(other, vcpu, entered.pe());
      }
    }
    return null;
  }

  @Override
  public Property copy() {
    return new OwnControls(control, ideal.copy(), new TreeMap<>(counters));
  }
}
