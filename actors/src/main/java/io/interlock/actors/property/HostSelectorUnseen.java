package io.interlock.actors.property;

import static io.interlock.actors.property.HostRegisterPreserved.hex;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Code of the host that runs between a load and a put, as interrupt handlers do, finds its own
/// selector of counters (PMSELR_EL0), because it uses that.
final class HostSelectorUnseen implements Property {
  private static final SysReg SELECTOR = HostRegisters.SELECTOR;

  /// What the host had on a PE before a context was loaded there, and whether its guest has run
  /// since.
  private record Lent(long value, boolean guestRan) {}

  private final Map<Integer, Lent> lent;

  HostSelectorUnseen() {
    this(new TreeMap<>());
  }

  private HostSelectorUnseen(Map<Integer, Lent> lent) {
    this.lent = lent;
  }

  @Override
  public String name() {
    return Properties.HOST_REGISTERS_PRESERVED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(
        Fact.ContextLoaded.class,
        Fact.GuestEntered.class,
        Fact.HostLooked.class,
        Fact.ContextPut.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.ContextLoaded(_, int pe, HostRegisters host) -> {
        lent.putIfAbsent(pe, new Lent(host.get(SELECTOR), false));
        yield null;
      }
      case Fact.GuestEntered(_, int pe) -> {
        lent.computeIfPresent(
            pe, (_, before) -> before.guestRan() ? before : new Lent(before.value(), true));
        yield null;
      }
      case Fact.HostLooked(int pe, VcpuId resident, HostRegisters host) ->
          looked(pe, resident, host.get(SELECTOR));
      case Fact.ContextPut(_, int pe, _, _) -> {
        lent.remove(pe);
        yield null;
      }
      default -> null;
    };
  }

  private @Nullable String looked(int pe, VcpuId resident, long found) {
    Lent before = lent.get(pe);
    return before == null || before.value() == found
        ? null
        : "the host sees the guest's %s %s (PE %d with %s: %s, not %s)"
            .formatted(
                SELECTOR,
                before.guestRan() ? "after the guest was left" : "before the guest is entered",
                pe,
                resident,
                hex(found),
                hex(before.value()));
  }

  @Override
  public Property copy() {
    return new HostSelectorUnseen(new TreeMap<>(lent));
  }
}
