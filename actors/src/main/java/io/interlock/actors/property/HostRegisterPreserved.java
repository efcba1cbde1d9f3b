package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The host finds one of its registers after a put as it was before the load.
final class HostRegisterPreserved implements Property {
  private final SysReg register;

  /// What the host had on a PE before a context was loaded there, by PE.
  private final Map<Integer, HostRegisters> lent;

  HostRegisterPreserved(SysReg register) {
    this(register, new TreeMap<>());
  }

  private HostRegisterPreserved(SysReg register, Map<Integer, HostRegisters> lent) {
    this.register = register;
    this.lent = lent;
  }

  @Override
  public String name() {
    return Properties.HOST_REGISTERS_PRESERVED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.ContextLoaded.class, Fact.ContextPut.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.ContextLoaded(_, int pe, HostRegisters host) -> {
        lent.putIfAbsent(pe, host);
        yield null;
      }
      case Fact.ContextPut(VcpuId vcpu, int pe, HostRegisters host, _) -> put(pe, vcpu, host);
      default -> null;
    };
  }

  private @Nullable String put(int pe, VcpuId vcpu, HostRegisters host) {
    HostRegisters before = lent.remove(pe);
    return before == null || before.get(register) == host.get(register)
        ? null
        : "the host's %s is lost (PE %d after %s: %s, not %s)"
            .formatted(register, pe, vcpu, hex(host.get(register)), hex(before.get(register)));
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  @Override
  public Property copy() {
    return new HostRegisterPreserved(register, new TreeMap<>(lent));
  }
}
