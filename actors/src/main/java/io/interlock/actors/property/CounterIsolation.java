package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a guest does to its PMU reaches its own counters only.
final class CounterIsolation implements Property {
  @Override
  public String name() {
    return Properties.VM_ISOLATION.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.HostRangeChanged.class, Fact.HostCounterReached.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.HostRangeChanged(VcpuId vcpu, int pe, SysReg register, long value) ->
          "a guest's write of %s changes the host's counters (%s on PE %d: 0x%x)"
              .formatted(register, vcpu, pe, value);
      case Fact.HostCounterReached(VcpuId vcpu, int pe, SysReg register) ->
          "a guest reaches the host's %s (%s on PE %d)".formatted(register, vcpu, pe);
      default -> null;
    };
  }

  @Override
  public Property copy() {
    return this;
  }
}
