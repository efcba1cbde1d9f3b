package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A guest is told of each event of its buffer before it runs again.
final class SpeIrqLevel implements Property {
  private final Set<Integer> untold = new TreeSet<>();

  @Override
  public String name() {
    return Properties.SPE_IRQ_LEVEL.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(
        OfProfiling.EventRaised.class, OfProfiling.EventTold.class, Fact.GuestEntered.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    switch (fact) {
      case OfProfiling.EventRaised(VcpuId vcpu, _, _) -> untold.add(vcpu.thread());
      case OfProfiling.EventTold(VcpuId vcpu, _) -> untold.remove(vcpu.thread());
      case Fact.GuestEntered(VcpuId vcpu, int pe) when untold.contains(vcpu.thread()) -> {
        untold.remove(vcpu.thread());
        return "a guest runs on without knowing of an event of its buffer (%s on pe%d)"
            .formatted(vcpu, pe);
      }
      default -> {}
    }
    return null;
  }

  @Override
  public Property copy() {
    SpeIrqLevel copy = new SpeIrqLevel();
    copy.untold.addAll(untold);
    return copy;
  }
}
