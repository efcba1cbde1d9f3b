package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.spe.BufferStatus;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The first event of a buffer stands until the guest has cleared it: what the guest is told is
/// what came first, and it is told of no other meanwhile.
///
/// Of faults that are none of the guest's business it is told something else, so that their kind
/// is not compared.
final class SpeFirstEventLatched implements Property {
  private final Map<Integer, Long> first = new TreeMap<>();
  private final Set<Integer> told = new TreeSet<>();

  @Override
  public String name() {
    return Properties.SPE_FIRST_EVENT_LATCHED.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(
        OfProfiling.EventRaised.class, OfProfiling.EventTold.class, OfProfiling.VirtualLine.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    switch (fact) {
      case OfProfiling.EventRaised(VcpuId vcpu, _, long status) ->
          first.putIfAbsent(vcpu.thread(), status);
      case OfProfiling.EventTold(VcpuId vcpu, long status) -> {
        return told(vcpu, new BufferStatus(status));
      }
      case OfProfiling.VirtualLine(VcpuId vcpu, boolean level) when !level ->
          told.remove(vcpu.thread());
      default -> {}
    }
    return null;
  }

  private @Nullable String told(VcpuId vcpu, BufferStatus status) {
    Long raised = first.remove(vcpu.thread());
    if (!told.add(vcpu.thread())) {
      return "a guest is told of a second event before it has cleared the first (%s)"
          .formatted(vcpu);
    }
    return raised == null || isSame(new BufferStatus(raised), status)
        ? null
        : "a guest is told of another event than the first (%s: 0x%x, and not 0x%x)"
            .formatted(vcpu, status.value(), raised);
  }

  private static boolean isSame(BufferStatus raised, BufferStatus told) {
    int kind = raised.eventClass();
    boolean ofGuest = kind == BufferStatus.EC_OTHER || kind == BufferStatus.EC_STAGE_1;
    return !ofGuest || (kind == told.eventClass() && raised.code() == told.code());
  }

  @Override
  public Property copy() {
    SpeFirstEventLatched copy = new SpeFirstEventLatched();
    copy.first.putAll(first);
    copy.told.addAll(told);
    return copy;
  }
}
