package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The host finds one of its registers after a put as it was before the load; and, if the register
/// is the selector of counters, also in interrupt handlers in between.
final class HostRegisterPreserved implements Property {
  /// What the host had on a PE before a context was loaded there, and whether its guest has run
  /// since.
  private record Lent(long value, boolean guestRan) {}

  private final SysReg register;
  private final Map<Integer, Lent> lent;

  HostRegisterPreserved(SysReg register) {
    this(register, new TreeMap<>());
  }

  private HostRegisterPreserved(SysReg register, Map<Integer, Lent> lent) {
    this.register = register;
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
        lent.putIfAbsent(pe, new Lent(host.get(register), false));
        yield null;
      }
      case Fact.GuestEntered(_, int pe) -> {
        Lent before = lent.get(pe);
        if (before != null && !before.guestRan()) {
          lent.put(pe, new Lent(before.value(), true));
        }
        yield null;
      }
      case Fact.HostLooked(int pe, VcpuId resident, HostRegisters host)
          when register == HostRegisters.SELECTOR ->
          looked(pe, resident, host);
      case Fact.ContextPut(VcpuId vcpu, int pe, HostRegisters host, _) -> put(pe, vcpu, host);
      default -> null;
    };
  }

  private @Nullable String looked(int pe, VcpuId resident, HostRegisters host) {
    Lent before = lent.get(pe);
    if (before == null || before.value() == host.get(register)) {
      return null;
    }
    return "the host sees the guest's %s %s (PE %d with %s: %s, not %s)"
        .formatted(
            register,
            before.guestRan() ? "after the guest was left" : "before the guest is entered",
            pe,
            resident,
            hex(host.get(register)),
            hex(before.value()));
  }

  private @Nullable String put(int pe, VcpuId vcpu, HostRegisters host) {
    Lent before = lent.remove(pe);
    if (before == null || before.value() == host.get(register)) {
      return null;
    }
    return "the host's %s is lost (PE %d after %s: %s, not %s)"
        .formatted(register, pe, vcpu, hex(host.get(register)), hex(before.value()));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  @Override
  public Property copy() {
    return new HostRegisterPreserved(register, new TreeMap<>(lent));
  }
}
