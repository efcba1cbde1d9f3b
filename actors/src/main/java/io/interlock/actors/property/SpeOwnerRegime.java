package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every byte that a unit writes goes to memory of the one whose operations it has sampled.
final class SpeOwnerRegime implements Property {
  @Override
  public String name() {
    return Properties.SPE_OWNER_REGIME.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.RecordsWritten.class, OfProfiling.HostRecordsWritten.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case OfProfiling.RecordsWritten(VcpuId vcpu, int pe, int owner, _, int bytes)
          when owner != vcpu.vm() ->
          complaint(vcpu.toString(), pe, owner, bytes);
      case OfProfiling.HostRecordsWritten(int pe, int owner, _, int bytes) when owner >= 0 ->
          complaint("the host", pe, owner, bytes);
      default -> null;
    };
  }

  private static String complaint(String sampled, int pe, int owner, int bytes) {
    return "records are written to memory of somebody else (%s on pe%d: %d bytes to %s)"
        .formatted(sampled, pe, bytes, owner < 0 ? "the host" : "VM " + owner);
  }

  @Override
  public Property copy() {
    return this;
  }
}
