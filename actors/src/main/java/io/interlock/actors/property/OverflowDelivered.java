package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The overflow of a guest's counter interrupts that guest, and nobody else.
///
/// Whose overflow a bit of PMOVSSET_EL0 is, is known from who ran when the counter wrapped.
final class OverflowDelivered implements Property {
  private final IdealMonitors ideal;

  /// The thread whose overflow it is, by PE and bit.
  private final Map<Integer, Integer> owners;

  /// Threads whose guest had reason to expect an interrupt since it last handled one.
  private final Map<Integer, VcpuId> expecting;

  private final Set<Integer> off;

  OverflowDelivered() {
    this(new IdealMonitors(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
  }

  private OverflowDelivered(
      IdealMonitors ideal,
      Map<Integer, Integer> owners,
      Map<Integer, VcpuId> expecting,
      Set<Integer> off) {
    this.ideal = ideal;
    this.owners = owners;
    this.expecting = expecting;
    this.off = off;
  }

  @Override
  public String name() {
    return Properties.OVERFLOW_DELIVERED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return IdealMonitors.followedAnd(
        Set.of(
            Fact.OverflowUnmasked.class,
            Fact.MonitorInterrupt.class,
            Fact.InterruptHandled.class,
            Fact.OverflowForgotten.class,
            Fact.PoweredOff.class));
  }

  @Override
  public @Nullable String observe(Fact fact) {
    VcpuId changed = ideal.follow(fact);
    if (changed != null && ideal.interruptLine(changed)) {
      expecting.put(changed.thread(), changed);
    }
    return switch (fact) {
      case Fact.GuestRan(VcpuId vcpu, int pe, _, long overflowed, _, _, _) -> {
        bits(overflowed, bit -> owners.put(key(pe, bit), vcpu.thread()));
        yield null;
      }
      case Fact.EventHappened(VcpuId vcpu, int pe, _, _, long overflowed, _) -> {
        bits(overflowed, bit -> owners.put(key(pe, bit), vcpu.thread()));
        yield null;
      }
      case Fact.OverflowUnmasked unmasked -> unmasked(unmasked);
      case Fact.MonitorInterrupt interrupt -> interrupted(interrupt);
      case Fact.InterruptHandled(VcpuId vcpu, int intid, _) when ideal.interruptBy(vcpu, intid) ->
          handled(vcpu);
      case Fact.OverflowForgotten(VcpuId vcpu, long overflows) ->
          "an overflow that was taken from hardware is overwritten in memory (%s: 0x%x)"
              .formatted(vcpu, overflows);
      case Fact.PoweredOff(VcpuId vcpu) -> {
        off.add(vcpu.thread());
        yield null;
      }
      default -> null;
    };
  }

  private static String unmasked(Fact.OverflowUnmasked fact) {
    String who = fact.resident() == null ? "no context" : fact.resident().toString();
    return "loading a context interrupts the host with an overflow (PE %d with %s: 0x%x)"
        .formatted(fact.pe(), who, fact.counters());
  }

  private @Nullable String interrupted(Fact.MonitorInterrupt interrupt) {
    if (interrupt.ofGuest() == 0) {
      return null;
    }
    VcpuId resident = interrupt.resident();
    int pe = interrupt.pe();
    if (resident == null) {
      return "a guest's overflow interrupts the host after the guest's put (PE %d: 0x%x)"
          .formatted(pe, interrupt.ofGuest());
    }
    for (long rest = interrupt.ofGuest(); rest != 0; rest &= rest - 1) {
      Integer owner = owners.remove(key(pe, Long.numberOfTrailingZeros(rest)));
      if (owner != null && owner != resident.thread()) {
        return "a guest's overflow hits the next vCPU on its PE (PE %d: %s, 0x%x)"
            .formatted(pe, resident, interrupt.ofGuest());
      }
    }
    return null;
  }

  private @Nullable String handled(VcpuId vcpu) {
    return expecting.remove(vcpu.thread()) == null
        ? "a guest handles an overflow that it does not have (%s)".formatted(vcpu)
        : null;
  }

  @Override
  public @Nullable String atEnd() {
    for (VcpuId vcpu : expecting.values()) {
      if (!off.contains(vcpu.thread()) && ideal.interruptLine(vcpu)) {
        return "a guest's overflow never interrupts it (%s)".formatted(vcpu);
      }
    }
    return null;
  }

  private interface Bit {
    void at(int bit);
  }

  private static void bits(long mask, Bit action) {
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      action.at(Long.numberOfTrailingZeros(rest));
    }
  }

  private static int key(int pe, int bit) {
    return pe << 6 | bit;
  }

  @Override
  public Property copy() {
    return new OverflowDelivered(
        ideal.copy(), new TreeMap<>(owners), new TreeMap<>(expecting), new TreeSet<>(off));
  }
}
