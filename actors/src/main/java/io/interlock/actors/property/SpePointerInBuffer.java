package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.spe.BufferBounds;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guest's buffer that KVM lets be enabled has room for a record, and its pointers have one top
/// byte. Numbers here have no sign.
final class SpePointerInBuffer implements Property {
  @Override
  public String name() {
    return Properties.SPE_POINTER_IN_BUFFER.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(OfProfiling.BufferEnabled.class, OfProfiling.HostRecordsWritten.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (fact instanceof OfProfiling.HostRecordsWritten(int pe, _, boolean inBuffer, int bytes)
        && !inBuffer) {
      return "records of the host are outside its buffer (pe%d: %d bytes)".formatted(pe, bytes);
    }
    if (!(fact
        instanceof
        OfProfiling.BufferEnabled(
            VcpuId vcpu,
            long pointer,
            long limit,
            int recordBytes,
            boolean discards))) {
      return null;
    }
    BufferBounds bounds = BufferBounds.of(pointer, limit, recordBytes);
    return !discards && (bounds.isFull() || bounds.differInTopByte())
        ? "a buffer without room for a record is enabled (%s: 0x%x to 0x%x)"
            .formatted(vcpu, pointer, bounds.limit())
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
