package io.interlock.hypervisor.sched;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The threads of one run queue, the running one among them, and their average virtual time.
///
/// Sums of virtual time times weight stay below 2^63 while no thread outruns the others by more
/// than 10 s on a queue of 100 threads of the largest weight; beyond that they fail, not wrap.
final class Contenders {
  // Those that contend come first; behind them spares, to be used again.
  private Entity[] entities = new Entity[4];
  private int count;
  private long load;

  Contenders copy() {
    Contenders copy = new Contenders();
    copy.entities = new Entity[entities.length];
    for (int i = 0; i < count; i++) {
      copy.entities[i] = entities[i].copy();
    }
    copy.count = count;
    copy.load = load;
    return copy;
  }

  int count() {
    return count;
  }

  /// The sum of all weights.
  long load() {
    return load;
  }

  @Nullable Entity find(int thread) {
    for (int i = 0; i < count; i++) {
      if (entities[i].thread == thread) {
        return entities[i];
      }
    }
    return null;
  }

  void add(int thread, int weight, long vruntime, long slicePicos) {
    if (count == entities.length) {
      entities = Arrays.copyOf(entities, 2 * count);
    }
    if (entities[count] == null) {
      entities[count] = new Entity();
    }
    entities[count].arrive(thread, weight, vruntime, slicePicos);
    count++;
    load += weight;
  }

  void remove(Entity entity) {
    int index = 0;
    while (entities[index] != entity) {
      index++;
    }
    count--;
    load -= entity.weight;
    entities[index] = entities[count];
    entities[count] = entity;
  }

  void reweigh(Entity entity, int weight) {
    long virtualTime = virtualTime();
    load += weight - entity.weight;
    entity.reweigh(weight, virtualTime);
  }

  /// All threads, in ascending order.
  int[] threads() {
    int[] threads = new int[count];
    for (int i = 0; i < count; i++) {
      threads[i] = entities[i].thread;
    }
    Arrays.sort(threads);
    return threads;
  }

  /// The average of all virtual run times, weighted (`avg_vruntime`); who is behind it is owed
  /// something. There must be a thread.
  long virtualTime() {
    return entities[0].vruntime + Math.floorDiv(weightedOffset(), load);
  }

  /// Whether this thread has had no more than its share (`entity_eligible`).
  boolean eligible(Entity entity) {
    return eligible(entity, weightedOffset());
  }

  /// The eligible thread whose request is due first (`pick_eevdf`). There must be a thread; then
  /// one is eligible, if only the one that is furthest behind.
  Entity earliestEligible() {
    if (count == 1) {
      return entities[0];
    }
    long offset = weightedOffset();
    Entity best = null;
    for (int i = 0; i < count; i++) {
      Entity entity = entities[i];
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
    long origin = entities[0].vruntime;
    long sum = 0;
    for (int i = 1; i < count; i++) {
      Entity entity = entities[i];
      sum = Math.addExact(sum, Math.multiplyExact(entity.vruntime - origin, entity.weight));
    }
    return sum;
  }

  /// Compares with the average without dividing, hence without rounding.
  private boolean eligible(Entity entity, long offset) {
    return Math.multiplyExact(entity.vruntime - entities[0].vruntime, load) <= offset;
  }
}
