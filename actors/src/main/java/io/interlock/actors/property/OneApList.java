package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.gic.IntId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An interrupt is on the list of one vCPU at most (`irq->vcpu`), and there once: each list that it
/// is on would hand it to a guest.
///
/// SGIs and PPIs are each vCPU's own, so of these only the second half says something.
final class OneApList implements Property {
  private final Map<VcpuId, List<Integer>> lists =
      new TreeMap<>(Comparator.comparingInt(VcpuId::thread));

  @Override
  public String name() {
    return Properties.ONE_AP_LIST.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.ApListLeft.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    if (!(fact instanceof Fact.ApListLeft(VcpuId vcpu, List<Integer> intids))) {
      return null;
    }
    lists.put(vcpu, intids.stream().filter(IntId::isSpi).toList());
    Set<Integer> seen = new HashSet<>();
    for (int intid : intids) {
      if (!seen.add(intid)) {
        return "an interrupt is twice on the list of a vCPU (%s: %s)"
            .formatted(vcpu, IntId.describe(intid));
      }
    }
    return elsewhere(vcpu);
  }

  private @Nullable String elsewhere(VcpuId vcpu) {
    List<Integer> mine = lists.getOrDefault(vcpu, List.of());
    for (Map.Entry<VcpuId, List<Integer>> other : lists.entrySet()) {
      VcpuId id = other.getKey();
      if (id.vm() == vcpu.vm() && id.index() != vcpu.index()) {
        for (int intid : other.getValue()) {
          if (mine.contains(intid)) {
            return "an interrupt is on the lists of two vCPUs (%s and %s: %s)"
                .formatted(vcpu, id, IntId.describe(intid));
          }
        }
      }
    }
    return null;
  }

  @Override
  public Property copy() {
    OneApList copy = new OneApList();
    copy.lists.putAll(lists);
    return copy;
  }
}
