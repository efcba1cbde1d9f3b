package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The registers of a vCPU are in one PE at most, and a PE holds those of one vCPU at most.
///
/// Broken where a load is preempted in the middle and goes on elsewhere. What comes after that
/// follows from it, and is not judged.
final class SingleResidency implements Property {
  private static final int NOWHERE = -1;

  private final Map<Integer, VcpuId> residents;
  private boolean broken;

  SingleResidency() {
    this(new TreeMap<>(), false);
  }

  private SingleResidency(Map<Integer, VcpuId> residents, boolean broken) {
    this.residents = residents;
    this.broken = broken;
  }

  @Override
  public String name() {
    return Properties.SINGLE_RESIDENCY.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.ContextLoaded.class, Fact.ContextPut.class, Fact.GuestEntered.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (broken) {
      return null;
    }
    String complaint =
        switch (fact) {
          case Fact.ContextLoaded(VcpuId vcpu, int pe, _) -> loaded(vcpu, pe);
          case Fact.ContextPut(_, int pe, _, _) -> put(pe);
          case Fact.GuestEntered(VcpuId vcpu, int pe) -> entered(vcpu, pe);
          default -> null;
        };
    broken = complaint != null;
    return complaint;
  }

  private @Nullable String loaded(VcpuId vcpu, int pe) {
    int other = peOf(vcpu);
    VcpuId before = residents.put(pe, vcpu);
    if (before != null) {
      return "a context is loaded over another that was never put (%s over %s on PE %d)"
          .formatted(vcpu, before, pe);
    }
    return other == NOWHERE
        ? null
        : "a context is loaded while a part of it is in another PE (%s: PE %d and PE %d)"
            .formatted(vcpu, other, pe);
  }

  private @Nullable String put(int pe) {
    residents.remove(pe);
    return null;
  }

  private @Nullable String entered(VcpuId vcpu, int pe) {
    int holder = peOf(vcpu);
    if (holder == pe) {
      return null;
    }
    return holder == NOWHERE
        ? "a guest is entered on a PE that does not hold its context (%s on PE %d)"
            .formatted(vcpu, pe)
        : "a guest is entered while a part of its context is in another PE (%s on PE %d, not PE %d)"
            .formatted(vcpu, pe, holder);
  }

  /// The PE that holds the vCPU's registers, [#NOWHERE] if none does.
  private int peOf(VcpuId vcpu) {
    for (Map.Entry<Integer, VcpuId> resident : residents.entrySet()) {
      if (resident.getValue().equals(vcpu)) {
        return resident.getKey();
      }
    }
    return NOWHERE;
  }

  @Override
  public Property copy() {
    return new SingleResidency(new TreeMap<>(residents), broken);
  }
}
