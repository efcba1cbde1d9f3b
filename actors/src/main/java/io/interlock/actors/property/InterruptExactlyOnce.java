package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.gic.IntId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An SGI is handled at most once for each time that it was sent. Two of the same number may merge
/// into one; one that is lost leaves a vCPU asleep, of which [Progress] speaks.
final class InterruptExactlyOnce implements Property {
  private record Line(int vm, int vcpu, int intid) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      int byVcpu = Integer.compare(vm << 16 | vcpu, other.vm << 16 | other.vcpu);
      return byVcpu == 0 ? Integer.compare(intid, other.intid) : byVcpu;
    }
  }

  private final Map<Line, Integer> sent;

  InterruptExactlyOnce() {
    this(new TreeMap<>());
  }

  private InterruptExactlyOnce(Map<Line, Integer> sent) {
    this.sent = sent;
  }

  @Override
  public String name() {
    return Properties.INTERRUPT_EXACTLY_ONCE.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.InterruptRaised.class, Fact.InterruptHandled.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.InterruptRaised(VcpuId sender, int target, int intid) -> {
        sent.merge(new Line(sender.vm(), target, intid), 1, Integer::sum);
        yield null;
      }
      case Fact.InterruptHandled(VcpuId vcpu, int intid, _) when IntId.isSgi(intid) ->
          handled(vcpu, intid);
      default -> null;
    };
  }

  private @Nullable String handled(VcpuId vcpu, int intid) {
    Line line = new Line(vcpu.vm(), vcpu.index(), intid);
    int left = sent.getOrDefault(line, 0);
    if (left == 0) {
      return "an SGI is handled more often than it was sent (%s: SGI %d)".formatted(vcpu, intid);
    }
    sent.put(line, left - 1);
    return null;
  }

  @Override
  public Property copy() {
    return new InterruptExactlyOnce(new TreeMap<>(sent));
  }
}
