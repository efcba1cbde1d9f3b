package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// List registers are empty after a put: what they hold would be delivered to the next guest.
final class LrResidency implements Property {
  @Override
  public String name() {
    return Properties.LR_RESIDENCY.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.ContextPut.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof Fact.ContextPut put && put.listRegisters() > 0
        ? "list registers still hold interrupts after a put (PE %d after %s: %d)"
            .formatted(put.pe(), put.vcpu(), put.listRegisters())
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
