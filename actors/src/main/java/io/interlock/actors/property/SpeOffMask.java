package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.topology.CpuSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A guest with SPE is entered only where its SPU is: elsewhere its registers do not exist, or are
/// those of another unit.
final class SpeOffMask implements Property {
  private final Map<Integer, CpuSet> spuCpus = new TreeMap<>();

  @Override
  public String name() {
    return Properties.SPE_NO_ACCESS_OFF_MASK.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.SpeConfigured.class, Fact.GuestEntered.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (fact instanceof OfProfiling.SpeConfigured(VcpuId vcpu, CpuSet cpus, _, _)) {
      spuCpus.put(vcpu.thread(), cpus);
    }
    if (!(fact instanceof Fact.GuestEntered(VcpuId vcpu, int pe))) {
      return null;
    }
    CpuSet cpus = spuCpus.get(vcpu.thread());
    return cpus == null || cpus.contains(pe)
        ? null
        : "a guest with SPE is entered where its SPU is not (%s on pe%d, its SPU is on \"%s\")"
            .formatted(vcpu, pe, cpus);
  }

  @Override
  public Property copy() {
    SpeOffMask copy = new SpeOffMask();
    copy.spuCpus.putAll(spuCpus);
    return copy;
  }
}
