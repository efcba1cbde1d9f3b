package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// KVM knows of an event soon: the hardware's interrupt makes the guest exit. Until then nothing is
/// sampled, and the guest does not know.
final class SpeBlackoutBounded implements Property {
  private static final long PICOS_PER_NANO = 1000;

  private final Set<Integer> unseen = new TreeSet<>();

  @Override
  public String name() {
    return Properties.SPE_BLACKOUT_BOUNDED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(
        OfProfiling.EventRaised.class, OfProfiling.EventTold.class, OfProfiling.EventSeen.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    switch (fact) {
      case OfProfiling.EventRaised(VcpuId vcpu, _, _) -> unseen.add(vcpu.thread());
      case OfProfiling.EventTold(VcpuId vcpu, _) -> unseen.remove(vcpu.thread());
      case OfProfiling.EventSeen(VcpuId vcpu, int pe, long since, long most) -> {
        unseen.remove(vcpu.thread());
        return since <= most
            ? null
            : "KVM learns too late of an event (%s on pe%d: after %d ns, at most %d)"
                .formatted(vcpu, pe, since / PICOS_PER_NANO, most / PICOS_PER_NANO);
      }
      default -> {}
    }
    return null;
  }

  @Override
  public @Nullable String atEnd() {
    return unseen.isEmpty() ? null : "KVM never learns of an event";
  }

  @Override
  public Property copy() {
    SpeBlackoutBounded copy = new SpeBlackoutBounded();
    copy.unseen.addAll(unseen);
    return copy;
  }
}
