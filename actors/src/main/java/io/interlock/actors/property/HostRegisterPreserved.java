package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The host finds one of its registers after a put as it was before the load; and, if the register
/// is the selector of counters, also in interrupt handlers in between.
final class HostRegisterPreserved implements Property {
  private final SysReg register;

  /// What the host had on a PE before a context was loaded there, by PE.
  private final Map<Integer, HostRegisters> lent;

  /// The PEs where the guest of that context has run since.
  private final Set<Integer> ran;

  HostRegisterPreserved(SysReg register) {
    this(register, new TreeMap<>(), new TreeSet<>());
  }

  private HostRegisterPreserved(
      SysReg register, Map<Integer, HostRegisters> lent, Set<Integer> ran) {
    this.register = register;
    this.lent = lent;
    this.ran = ran;
  }

  @Override
  public String name() {
    return Properties.HOST_REGISTERS_PRESERVED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return register == HostRegisters.SELECTOR
        ? Set.of(
            Fact.ContextLoaded.class,
            Fact.GuestEntered.class,
            Fact.HostLooked.class,
            Fact.ContextPut.class)
        : Set.of(Fact.ContextLoaded.class, Fact.ContextPut.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.ContextLoaded(_, int pe, HostRegisters host) -> {
        lent.putIfAbsent(pe, host);
        yield null;
      }
      case Fact.GuestEntered(_, int pe) when lent.containsKey(pe) -> {
        ran.add(pe);
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
    HostRegisters before = lent.get(pe);
    if (before == null || before.get(register) == host.get(register)) {
      return null;
    }
    return "the host sees the guest's %s %s (PE %d with %s: %s, not %s)"
        .formatted(
            register,
            ran.contains(pe) ? "after the guest was left" : "before the guest is entered",
            pe,
            resident,
            hex(host.get(register)),
            hex(before.get(register)));
  }

  private @Nullable String put(int pe, VcpuId vcpu, HostRegisters host) {
    HostRegisters before = lent.remove(pe);
    ran.remove(pe);
    if (before == null || before.get(register) == host.get(register)) {
      return null;
    }
    return "the host's %s is lost (PE %d after %s: %s, not %s)"
        .formatted(register, pe, vcpu, hex(host.get(register)), hex(before.get(register)));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  @Override
  public Property copy() {
    return new HostRegisterPreserved(register, new TreeMap<>(lent), new TreeSet<>(ran));
  }
}
