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
    return Set.of(OfProfiling.RecordsWritten.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof OfProfiling.RecordsWritten(VcpuId vcpu, int pe, int owner, _, int bytes)
            && owner != vcpu.vm()
        ? "records are written to memory of somebody else (%s on pe%d: %d bytes to %s)"
            .formatted(vcpu, pe, bytes, owner < 0 ? "the host" : "VM " + owner)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
