package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// KVM sets no bit of the trap registers that the architecture reserves.
final class ReservedBitsZero implements Property {
  @Override
  public String name() {
    return Properties.RESERVED_BITS_ZERO.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.MonitorsEntered.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof Fact.MonitorsEntered(VcpuId vcpu, int pe, _, long reserved, _, _)
            && reserved != 0
        ? "a guest is entered with bits of HDFGWTR_EL2 that are RES0 (%s on PE %d: 0x%x)"
            .formatted(vcpu, pe, reserved)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
