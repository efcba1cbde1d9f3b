package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a guest can do to its registers depends on its own VM alone.
final class ProfilingIsolation implements Property {
  private final Map<Integer, Long> ownRes0 = new TreeMap<>();

  @Override
  public String name() {
    return Properties.VM_ISOLATION.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.SpeConfigured.class, OfProfiling.LimitWritten.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (fact instanceof OfProfiling.SpeConfigured(VcpuId vcpu, _, long res0, _)) {
      ownRes0.put(vcpu.thread(), res0);
    }
    if (!(fact instanceof OfProfiling.LimitWritten(VcpuId vcpu, long value, long kept))) {
      return null;
    }
    long own = value & ~ownRes0.getOrDefault(vcpu.thread(), 0L);
    return kept == own
        ? null
        : "what a guest can write depends on other VMs (%s: PMBLIMITR_EL1 0x%x, kept 0x%x of 0x%x)"
            .formatted(vcpu, value, kept, own);
  }

  @Override
  public Property copy() {
    ProfilingIsolation copy = new ProfilingIsolation();
    copy.ownRes0.putAll(ownRes0);
    return copy;
  }
}
