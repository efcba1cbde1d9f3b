package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The registers of a vCPU are in one PE at most, and a PE holds those of one vCPU at most.
///
/// Broken where a load is preempted in the middle and goes on elsewhere.
final class SingleResidency implements Property {
  private final Map<Integer, VcpuId> residents;

  SingleResidency() {
    this(new TreeMap<>());
  }

  private SingleResidency(Map<Integer, VcpuId> residents) {
    this.residents = residents;
  }

  @Override
  public String name() {
    return Properties.SINGLE_RESIDENCY.title();
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.ContextLoaded(VcpuId vcpu, int pe, _) -> loaded(vcpu, pe);
      case Fact.ContextPut(_, int pe, _, _) -> {
        residents.remove(pe);
        yield null;
      }
      case Fact.GuestEntered(VcpuId vcpu, int pe) ->
          vcpu.equals(residents.get(pe))
              ? null
              : "a guest is entered on a PE that does not hold its context (%s on PE %d)"
                  .formatted(vcpu, pe);
      default -> null;
    };
  }

  private @Nullable String loaded(VcpuId vcpu, int pe) {
    VcpuId before = residents.put(pe, vcpu);
    if (before != null) {
      return "a context is loaded over another that was never put (%s over %s on PE %d)"
          .formatted(vcpu, before, pe);
    }
    for (Map.Entry<Integer, VcpuId> other : residents.entrySet()) {
      if (other.getKey() != pe && other.getValue().equals(vcpu)) {
        return "a context is loaded while a part of it is in another PE (%s: PE %d and PE %d)"
            .formatted(vcpu, other.getKey(), pe);
      }
    }
    return null;
  }

  @Override
  public Property copy() {
    return new SingleResidency(new TreeMap<>(residents));
  }
}
