package io.interlock.hypervisor.sched;

import java.util.Arrays;

/// The threads that want one PE, and whose turn it is: earliest eligible virtual deadline first.
///
/// A thread is *eligible* while it has received no more than its share, and among the eligible the
/// one whose request is due first runs. Owned by one PE; [#copy] takes a snapshot. Threads are
/// known by number, ties go to the lower number. The caller reports run time with [#updateCurrent]
/// before anything else that it does at an instant.
///
/// Source: `place_entity`, `pick_eevdf`, `update_curr` of `kernel/sched/fair.c`. Simpler here:
/// - A scan over an array stands where the kernel keeps a tree; a PE has few threads.
/// - A slice ends exactly where it ends, as with `HRTICK`, not at the next tick.
/// - Sleep takes a thread off at once (`NO_DELAY_DEQUEUE`); the service it owes is kept instead.
/// - A new thread gets a whole first slice (`NO_PLACE_DEADLINE_INITIAL`), and so does one that
///   comes from another PE (`NO_PLACE_REL_DEADLINE`).
/// - No groups, no buddies, no real-time classes.
///
/// Sums of virtual time times weight stay below 2^63 while no thread outruns the others by more
/// than 10 s on a queue of 100 threads of the largest weight; beyond that they fail, not wrap.
public final class RunQueue {
  /// In place of a thread: nobody.
  public static final int NONE = -1;

  /// In place of a time: not until something else happens.
  public static final long NEVER = Long.MAX_VALUE;

  private final Tuning tuning;

  // Queued threads first, the running one among them; behind them spares, to be used again.
  private Entity[] entities;
  private int runnable;
  private int current = NONE;
  private long load;
  private boolean rescheduleDue;

  // Virtual time where the queue last ran empty, to go on from there.
  private long restingVirtualTime;

  public RunQueue(Tuning tuning) {
    this.tuning = tuning;
    this.entities = new Entity[4];
  }

  private RunQueue(RunQueue original) {
    tuning = original.tuning;
    entities = new Entity[original.entities.length];
    for (int i = 0; i < original.runnable; i++) {
      entities[i] = original.entities[i].copy();
    }
    runnable = original.runnable;
    current = original.current;
    load = original.load;
    rescheduleDue = original.rescheduleDue;
    restingVirtualTime = original.restingVirtualTime;
  }

  public RunQueue copy() {
    return new RunQueue(this);
  }

  /// Puts `thread` on the queue, new, woken, or come from another PE.
  ///
  /// Asks for a reschedule if it should run now rather than the current thread
  /// (`wakeup_preempt`).
  ///
  /// @param weight 15 to 88761, see [Weight]
  /// @param lagPicos what [#dequeue] gave when the thread last left a queue; 0 for a new one
  public void enqueue(int thread, int weight, long lagPicos) {
    Weight.checked(weight);
    if (thread < 0 || indexOf(thread) >= 0) {
      throw new IllegalArgumentException(
          "thread " + thread + (thread < 0 ? " is below 0" : " is on this queue already"));
    }
    long vruntime = placement(weight, lagPicos);
    spare().arrive(thread, weight, vruntime, tuning.slicePicos());
    runnable++;
    load += weight;
    rescheduleDue |= current != NONE && select().thread != current;
  }

  /// Takes `thread` off: it sleeps or moves away. The current thread leaves the PE idle until
  /// [#pickNext].
  ///
  /// @return the service it is owed, in picoseconds; negative if it had more than its share; at
  ///     most two slices either way
  public long dequeue(int thread) {
    int index = required(thread);
    Entity leaving = entities[index];
    long virtualTime = virtualTime();
    long limit = tuning.lagLimitPicos();
    long virtualLag = Math.clamp(virtualTime - leaving.vruntime, -limit, limit);
    long lagPicos = Math.clamp(virtualLag * leaving.weight, -limit, limit);

    runnable--;
    load -= leaving.weight;
    entities[index] = entities[runnable];
    entities[runnable] = leaving;
    if (runnable == 0) {
      restingVirtualTime = leaving.vruntime;
    }
    if (thread == current) {
      current = NONE;
      rescheduleDue = false;
    }
    return lagPicos;
  }

  /// Chooses who runs next and makes it the current thread.
  ///
  /// @return the thread, or [#NONE] if the queue is empty
  public int pickNext() {
    rescheduleDue = false;
    if (runnable == 0) {
      current = NONE;
      return NONE;
    }
    Entity next = select();
    next.deadlineWhenPicked = next.deadline;
    current = next.thread;
    return current;
  }

  /// Charges the current thread for `ranPicos`; a slice that is used up asks for a reschedule.
  public void updateCurrent(long ranPicos) {
    if (current == NONE) {
      return;
    }
    Entity running = entities[required(current)];
    running.ran(ranPicos);
    if (running.deadlineReached()) {
      running.deadline = running.vruntime;
      running.request(tuning.slicePicos());
      rescheduleDue |= runnable > 1;
    }
  }

  /// Lets the others go first: the current thread gives up its slice and asks for the one after
  /// (`yield_task_fair`). Alone on the PE, it goes on.
  public void yieldCurrent() {
    if (current == NONE || runnable == 1) {
      return;
    }
    entities[required(current)].request(tuning.slicePicos());
    rescheduleDue = true;
  }

  /// Changes the weight of a queued thread; what it is owed stays the same.
  public void reweigh(int thread, int weight) {
    Weight.checked(weight);
    Entity entity = entities[required(thread)];
    long virtualTime = virtualTime();
    load += weight - entity.weight;
    entity.reweigh(weight, virtualTime);
  }

  /// Whether the current thread should make way as soon as it may be preempted.
  public boolean needsReschedule() {
    return rescheduleDue && runnable > 1;
  }

  /// How long the current thread may go on, [#NEVER] if no other waits: the time for which to arm
  /// a timer.
  public long picosUntilReschedule() {
    if (current == NONE || runnable == 1) {
      return NEVER;
    }
    return rescheduleDue ? 0 : entities[required(current)].picosUntilDeadline();
  }

  /// The thread that runs, or [#NONE].
  public int current() {
    return current;
  }

  /// How many threads want the PE, the running one counted.
  public int runnable() {
    return runnable;
  }

  /// The sum of the weights of all runnable threads.
  public long load() {
    return load;
  }

  public boolean contains(int thread) {
    return indexOf(thread) >= 0;
  }

  /// All runnable threads, in ascending order.
  public int[] threads() {
    int[] threads = new int[runnable];
    for (int i = 0; i < runnable; i++) {
      threads[i] = entities[i].thread;
    }
    Arrays.sort(threads);
    return threads;
  }

  // --- virtual time -------------------------------------------------------------------------

  /// Where a thread starts that is owed `lagPicos`.
  ///
  /// Its arrival itself moves the average towards it, so that its lag would shrink by its part of
  /// the load; it is put that much further away.
  private long placement(int weight, long lagPicos) {
    if (runnable == 0) {
      return restingVirtualTime;
    }
    long limit = tuning.lagLimitPicos();
    long lag = Math.clamp(lagPicos, -limit, limit);
    // Rounded down, both: a nap never pays.
    return virtualTime() - Math.floorDiv(lag * (load + weight) / load, (long) weight);
  }

  /// The average of all virtual run times, weighted; who is behind it is owed something.
  private long virtualTime() {
    return entities[0].vruntime + Math.floorDiv(weightedOffset(), load);
  }

  /// The sum of all distances from the first entity's virtual run time, weighted.
  private long weightedOffset() {
    long origin = entities[0].vruntime;
    long sum = 0;
    for (int i = 1; i < runnable; i++) {
      Entity entity = entities[i];
      sum = Math.addExact(sum, Math.multiplyExact(entity.vruntime - origin, entity.weight));
    }
    return sum;
  }

  // --- choice -------------------------------------------------------------------------------

  /// Never fails: whoever is furthest behind the average is eligible.
  private Entity select() {
    if (runnable == 1) {
      return entities[0];
    }
    long offset = weightedOffset();
    if (tuning.runToParity() && current != NONE) {
      Entity running = entities[required(current)];
      if (running.deadline == running.deadlineWhenPicked && eligible(running, offset)) {
        return running;
      }
    }
    return earliestEligible(offset);
  }

  private Entity earliestEligible(long offset) {
    Entity best = null;
    for (int i = 0; i < runnable; i++) {
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

  /// Compares with the average without dividing, hence without rounding (`vruntime_eligible`).
  private boolean eligible(Entity entity, long offset) {
    return Math.multiplyExact(entity.vruntime - entities[0].vruntime, load) <= offset;
  }

  // --- storage ------------------------------------------------------------------------------

  private Entity spare() {
    if (runnable == entities.length) {
      entities = Arrays.copyOf(entities, 2 * runnable);
    }
    if (entities[runnable] == null) {
      entities[runnable] = new Entity();
    }
    return entities[runnable];
  }

  private int indexOf(int thread) {
    for (int i = 0; i < runnable; i++) {
      if (entities[i].thread == thread) {
        return i;
      }
    }
    return -1;
  }

  private int required(int thread) {
    int index = indexOf(thread);
    if (index < 0) {
      throw new IllegalArgumentException("thread " + thread + " is not on this queue");
    }
    return index;
  }
}
