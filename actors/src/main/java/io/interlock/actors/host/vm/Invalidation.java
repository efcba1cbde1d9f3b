package io.interlock.actors.host.vm;

import io.interlock.hypervisor.spe.PageRange;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// User space takes memory back while vCPUs may write to it with their SPUs
/// (`mmu_notifier_invalidate_range_start` to its end).
///
/// @param stopping the vCPUs whose buffers are not stopped yet; none if nothing is taken back
/// @param waiting vCPUs that want pages meanwhile, and which
record Invalidation(Set<Integer> stopping, Map<Integer, PageRange> waiting) {
  static final Invalidation NONE = new Invalidation(Set.of(), Map.of());

  /// Keeps copies, whose order is that of the vCPUs in every JVM.
  Invalidation {
    stopping = Collections.unmodifiableSet(new TreeSet<>(stopping));
    waiting = Collections.unmodifiableMap(new TreeMap<>(waiting));
  }

  boolean isOver() {
    return stopping.isEmpty();
  }

  /// The buffers of these vCPUs have to stop, too.
  Invalidation stopping(Set<Integer> holders) {
    Set<Integer> all = new TreeSet<>(stopping);
    all.addAll(holders);
    return new Invalidation(all, waiting);
  }

  /// That of one has stopped.
  Invalidation stopped(int vcpu) {
    Set<Integer> left = new TreeSet<>(stopping);
    left.remove(vcpu);
    return new Invalidation(left, waiting);
  }

  /// A vCPU wants pages, and has to wait.
  Invalidation wanting(int vcpu, PageRange pages) {
    Map<Integer, PageRange> all = new TreeMap<>(waiting);
    all.put(vcpu, pages);
    return new Invalidation(stopping, all);
  }
}
