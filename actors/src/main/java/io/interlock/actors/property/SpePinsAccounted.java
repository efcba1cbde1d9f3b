package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// No more memory is locked for a VM's buffers than its VMM may lock.
final class SpePinsAccounted implements Property {
  @Override
  public String name() {
    return Properties.SPE_PINS_ACCOUNTED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.Locked.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof OfProfiling.Locked(int vm, long bytes, long most) && bytes > most
        ? "more memory is locked than allowed (VM %d: %d of %d bytes)".formatted(vm, bytes, most)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
