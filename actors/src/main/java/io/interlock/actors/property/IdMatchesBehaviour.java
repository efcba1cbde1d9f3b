package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// PMCR_EL0.N tells a guest how many event counters it can use.
final class IdMatchesBehaviour implements Property {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");

  private final Map<Integer, Integer> counters;

  IdMatchesBehaviour() {
    this(new TreeMap<>());
  }

  private IdMatchesBehaviour(Map<Integer, Integer> counters) {
    this.counters = counters;
  }

  @Override
  public String name() {
    return Properties.ID_MATCHES_BEHAVIOUR.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.CountersGiven.class, Fact.MonitorRead.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.CountersGiven(VcpuId vcpu, int given, _) -> {
        counters.put(vcpu.thread(), given);
        yield null;
      }
      case Fact.MonitorRead(VcpuId vcpu, SysReg register, long value) when register == CONTROL ->
          read(vcpu, CONTROL.field("N").get(value));
      default -> null;
    };
  }

  private @Nullable String read(VcpuId vcpu, long found) {
    int given = counters.getOrDefault(vcpu.thread(), (int) found);
    return found == given
        ? null
        : "PMCR_EL0.N does not tell a guest how many counters it has (%s: %d, not %d)"
            .formatted(vcpu, found, given);
  }

  @Override
  public Property copy() {
    return new IdMatchesBehaviour(new TreeMap<>(counters));
  }
}
