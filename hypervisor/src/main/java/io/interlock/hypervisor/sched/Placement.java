package io.interlock.hypervisor.sched;

import java.util.List;
import java.util.function.IntPredicate;

/// Where a thread goes when it wakes up.
///
/// Source: `select_task_rq_fair`, `select_idle_sibling`, `select_idle_capacity`. Without wake
/// affinity and without energy models: the waker's own PE has no say.
public final class Placement {
  private Placement() {}

  /// Chooses a PE for a thread that wakes up:
  ///
  /// 1. the one where it ran before, if idle and large enough;
  /// 2. an idle one that is large enough, first in the same cluster;
  /// 3. the largest idle one;
  /// 4. none is idle: the one where it ran before if large enough, else the least loaded of those
  ///    that are.
  ///
  /// A thread that is too large for every PE it may use has no better place than the largest of
  /// these. Ties go to the lower index.
  ///
  /// @param pes a snapshot of the host's PEs in ascending order of index
  /// @param allowed the thread's affinity
  /// @param previous where it ran last, [RunQueue#NONE] for a new thread
  /// @param utilisation of the thread, 0 to 1024
  /// @return the index of a PE that is allowed
  public static int select(List<PeLoad> pes, IntPredicate allowed, int previous, int utilisation) {
    int capacityMax = largestCapacity(pes, allowed);
    int previousCluster = clusterOf(pes, previous);
    PeLoad best = null;
    for (PeLoad pe : pes) {
      if (allowed.test(pe.index())
          && (best == null
              || preference(pe, best, previous, previousCluster, utilisation, capacityMax) < 0)) {
        best = pe;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("affinity allows none of this host's PEs");
    }
    return best.index();
  }

  /// Whether the thread has all the capacity it asks for, or all that it can get.
  private static boolean fits(PeLoad pe, int utilisation, int capacityMax) {
    return pe.hasRoomFor(utilisation) || pe.capacity() >= capacityMax;
  }

  private static int largestCapacity(List<PeLoad> pes, IntPredicate allowed) {
    int largest = 0;
    for (PeLoad pe : pes) {
      if (allowed.test(pe.index())) {
        largest = Math.max(largest, pe.capacity());
      }
    }
    return largest;
  }

  /// Negative if `a` is the better place. Idle comes first, then what fits; what comes after
  /// depends on these two.
  private static int preference(
      PeLoad a, PeLoad b, int previous, int previousCluster, int utilisation, int capacityMax) {
    boolean idle = a.isIdle();
    boolean fits = fits(a, utilisation, capacityMax);
    int order = Boolean.compare(b.isIdle(), idle);
    if (order == 0) {
      order = Boolean.compare(fits(b, utilisation, capacityMax), fits);
    }
    if (order == 0 && idle && !fits) {
      order = Integer.compare(b.capacity(), a.capacity());
    }
    if (order == 0) {
      order = Boolean.compare(b.index() == previous, a.index() == previous);
    }
    if (order != 0) {
      return order;
    }
    return idle
        ? Boolean.compare(b.cluster() == previousCluster, a.cluster() == previousCluster)
        : Long.compare(a.relativeLoad(), b.relativeLoad());
  }

  private static int clusterOf(List<PeLoad> pes, int index) {
    for (PeLoad pe : pes) {
      if (pe.index() == index) {
        return pe.cluster();
      }
    }
    return RunQueue.NONE;
  }
}
