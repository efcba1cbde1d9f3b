package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the guest left in list registers is saved before the vCPU says that it is outside guest
/// mode: who halts the VM reads what is saved as soon as it does.
final class SavedBeforeOutside implements Property {
  @Override
  public String name() {
    return Properties.SAVED_BEFORE_OUTSIDE.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.GuestModeLeft.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof Fact.GuestModeLeft(VcpuId vcpu, int used) && used > 0
        ? "a vCPU says that it is outside guest mode before all is saved (%s: %d list registers)"
            .formatted(vcpu, used)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
