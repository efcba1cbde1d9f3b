package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.spe.BufferStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest knows of no second stage of translation, so it is never told of a fault there.
final class NoStage2Fault implements Property {
  @Override
  public String name() {
    return Properties.GUEST_NEVER_SEES_STAGE2_FAULT.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.EventTold.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof OfProfiling.EventTold(VcpuId vcpu, long status)
            && new BufferStatus(status).eventClass() == BufferStatus.EC_STAGE_2
        ? "a guest is told of a fault of the second stage (%s)".formatted(vcpu)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
