package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration of a VM does not change once a vCPU has run. KVM looks whether one has before
/// it takes the lock under which it changes something.
final class ConfigFrozen implements Property {
  @Override
  public String name() {
    return Properties.CONFIG_FROZEN_AFTER_FIRST_RUN.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.SpuChosen.class, OfProfiling.ClockChosen.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case OfProfiling.SpuChosen(int vm, boolean running) when running ->
          "the SPU of a VM is chosen after a vCPU has run (VM %d)".formatted(vm);
      case OfProfiling.ClockChosen(int vm, boolean running) when running ->
          "the clock of a VM's records changes after a vCPU has run (VM %d)".formatted(vm);
      default -> null;
    };
  }

  @Override
  public Property copy() {
    return this;
  }
}
