package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.vgic.FrameRegister;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An SGI is handled at most once for each time that it was sent or made pending, and an SPI at
/// most once for each time that it was raised, or while its device holds the line; none is handled
/// that the guest has disabled. Two of the same number may merge into one; one that is lost leaves
/// a vCPU asleep, of which [Progress] speaks.
///
/// What is done to an interrupt in the list register of a vCPU that runs reaches its guest with the
/// next exit (`vgic_mmio_write_cenable` kicks nobody): judged is what a vCPU takes after it has
/// looked at its GIC.
final class InterruptExactlyOnce implements Property {
  private record Line(int vm, int vcpu, int intid) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      int byVcpu = Integer.compare(vm << 16 | vcpu, other.vm << 16 | other.vcpu);
      return byVcpu == 0 ? Integer.compare(intid, other.intid) : byVcpu;
    }
  }

  private final Map<Line, Integer> sent;
  private final IdealGic gic;

  InterruptExactlyOnce() {
    this(new TreeMap<>(), new IdealGic());
  }

  private InterruptExactlyOnce(Map<Line, Integer> sent, IdealGic gic) {
    this.sent = sent;
    this.gic = gic;
  }

  @Override
  public String name() {
    return Properties.INTERRUPT_EXACTLY_ONCE.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Stream.concat(
            IdealGic.FACTS.stream(), Stream.of(Fact.InterruptRaised.class, Fact.RequestsSeen.class))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable String observe(Fact fact) {
    String spi =
        fact instanceof Fact.InterruptHandled(VcpuId vcpu, int intid, _) && IntId.isSpi(intid)
            ? unexpected(vcpu, intid)
            : null;
    gic.follow(fact);
    return switch (fact) {
      case Fact.RequestsSeen(VcpuId vcpu) -> {
        gic.looks(vcpu);
        yield null;
      }
      case Fact.InterruptRaised(VcpuId sender, int target, int intid) -> {
        sent.merge(new Line(sender.vm(), target, intid), 1, Integer::sum);
        yield null;
      }
      case Fact.GicWritten(int vm, int vcpu, String register, long value) -> {
        madePending(vm, vcpu, FrameRegister.named(register), value);
        yield null;
      }
      case Fact.InterruptRestored(int vm, int vcpu, var irq)
          when IntId.isSgi(irq.intid()) && irq.pendingLatch() -> {
        sent.merge(new Line(vm, vcpu, irq.intid()), 1, Integer::sum);
        yield null;
      }
      case Fact.InterruptHandled(VcpuId vcpu, int intid, _) when IntId.isSgi(intid) ->
          handled(vcpu, intid);
      default -> spi;
    };
  }

  /// A guest may make SGIs pending in redistributors, too.
  private void madePending(int vm, int vcpu, @Nullable FrameRegister register, long value) {
    if (register != null
        && !register.distributor()
        && register.perInterrupt() == GicRegister.ISPENDR) {
      for (int intid = IntId.SGI_MIN; intid <= IntId.SGI_MAX; intid++) {
        if ((value >>> intid & 1) != 0) {
          sent.merge(new Line(vm, vcpu, intid), 1, Integer::sum);
        }
      }
    }
  }

  private @Nullable String unexpected(VcpuId vcpu, int intid) {
    String what = gic.unexpected(vcpu, intid);
    return what == null ? null : "%s (%s: %s)".formatted(what, vcpu, IntId.describe(intid));
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
    return new InterruptExactlyOnce(new TreeMap<>(sent), gic.copy());
  }
}
