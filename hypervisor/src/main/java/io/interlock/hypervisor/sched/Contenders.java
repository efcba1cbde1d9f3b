package io.interlock.hypervisor.sched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads of one run queue, the running one among them, and their average virtual time.
///
/// Sums of virtual time times weight stay below 2^63 while no thread outruns the others by more
/// than 10 s on a queue of 100 threads of the largest weight; beyond that they fail, not wrap.
final class Contenders {
  private final List<Entity> entities = new ArrayList<>(4);
  private long load;
  // The last that left, to be used again.
  private transient @Nullable Entity spare;

  Contenders copy() {
    Contenders copy = new Contenders();
    for (Entity entity : entities) {
      copy.entities.add(entity.copy());
    }
    copy.load = load;
    return copy;
  }

  int count() {
    return entities.size();
  }

  /// The sum of all weights.
  long load() {
    return load;
  }

  @Nullable Entity find(int thread) {
    for (int i = 0; i < entities.size(); i++) {
      if (entities.get(i).thread == thread) {
        return entities.get(i);
      }
    }
    return null;
  }

  void add(int thread, int weight, long vruntime, long slicePicos) {
    Entity entity = spare == null ? new Entity() : spare;
    spare = null;
    entity.arrive(thread, weight, vruntime, slicePicos);
    entities.add(entity);
    load += weight;
  }

  void remove(Entity entity) {
    int index = entities.indexOf(entity);
    Entity last = entities.removeLast();
    if (last != entity) {
      entities.set(index, last);
    }
    load -= entity.weight;
    spare = entity;
  }

  void reweigh(Entity entity, int weight) {
    long virtualTime = virtualTime();
    load += weight - entity.weight;
    entity.reweigh(weight, virtualTime);
  }

  /// All threads, in ascending order.
  int[] threads() {
    int[] threads = new int[entities.size()];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = entities.get(i).thread;
    }
    Arrays.sort(threads);
    return threads;
  }

  /// The average of all virtual run times, weighted (`avg_vruntime`); who is behind it is owed
  /// something. There must be a thread.
  long virtualTime() {
    return entities.getFirst().vruntime + Math.floorDiv(weightedOffset(), load);
  }

  /// Whether this thread has had no more than its share (`entity_eligible`).
  boolean eligible(Entity entity) {
    return eligible(entity, weightedOffset());
  }

  /// The eligible thread whose request is due first (`pick_eevdf`). There must be a thread; then
  /// one is eligible, if only the one that is furthest behind.
  Entity earliestEligible() {
    if (entities.size() == 1) {
      return entities.getFirst();
    }
    long offset = weightedOffset();
    Entity best = null;
    for (int i = 0; i < entities.size(); i++) {
      Entity entity = entities.get(i);
      if ((best == null || entity.precedes(best)) && eligible(entity, offset)) {
        best = entity;
      }
    }
    if (best == null) {
      throw new IllegalStateException("no thread is eligible: virtual time is corrupt");
    }
    return best;
  }

  /// The sum of all distances from the first entity's virtual run time, weighted.
  private long weightedOffset() {
    long origin = entities.getFirst().vruntime;
    long sum = 0;
    for (int i = 1; i < entities.size(); i++) {
      Entity entity = entities.get(i);
      sum = Math.addExact(sum, Math.multiplyExact(entity.vruntime - origin, entity.weight));
    }
    return sum;
  }

  /// Compares with the average without dividing, hence without rounding.
  private boolean eligible(Entity entity, long offset) {
    return Math.multiplyExact(entity.vruntime - entities.getFirst().vruntime, load) <= offset;
  }
}
