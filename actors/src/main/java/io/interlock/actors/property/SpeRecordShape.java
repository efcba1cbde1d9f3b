package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Records lie in a guest's buffer as its identification registers say: each begins at a multiple
/// of PMBIDR_EL1.Align and is as long as several of these. Where they do not, they come from a unit
/// of another kind.
final class SpeRecordShape implements Property {
  private final Map<Integer, Integer> alignment = new TreeMap<>();

  @Override
  public String name() {
    return Properties.SPE_RECORD_SHAPE.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.SpeConfigured.class, OfProfiling.RecordsWritten.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (fact instanceof OfProfiling.SpeConfigured(VcpuId vcpu, _, _, int alignmentBytes)) {
      alignment.put(vcpu.thread(), alignmentBytes);
    }
    if (!(fact
        instanceof
        OfProfiling.RecordsWritten(VcpuId vcpu, int pe, _, long physicalAddress, int bytes))) {
      return null;
    }
    int unit = alignment.getOrDefault(vcpu.thread(), 1);
    return physicalAddress % unit == 0 && bytes % unit == 0
        ? null
        : "records lie otherwise than the guest's SPU says (%s on pe%d: %d bytes at 0x%x, by %d)"
            .formatted(vcpu, pe, bytes, physicalAddress, unit);
  }

  @Override
  public Property copy() {
    SpeRecordShape copy = new SpeRecordShape();
    copy.alignment.putAll(alignment);
    return copy;
  }
}
