package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.spe.BufferStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest knows of no second stage of translation, so it is never told of a fault there, and none
/// stops its profiling.
final class NoStage2Fault implements Property {
  @Override
  public String name() {
    return Properties.GUEST_NEVER_SEES_STAGE2_FAULT.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.EventTold.class, OfProfiling.EventRaised.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case OfProfiling.EventTold(VcpuId vcpu, long status) when isStage2(status) ->
          "a guest is told of a fault of the second stage (%s)".formatted(vcpu);
      case OfProfiling.EventRaised(VcpuId vcpu, int pe, long status) when isStage2(status) ->
          "a guest's profiling stops by a fault of the second stage (%s on pe%d)"
              .formatted(vcpu, pe);
      default -> null;
    };
  }

  private static boolean isStage2(long status) {
    return new BufferStatus(status).eventClass() == BufferStatus.EC_STAGE_2;
  }

  @Override
  public Property copy() {
    return this;
  }
}
