package io.interlock.hypervisor.sched;

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
public final class RunQueue {
  /// In place of a thread: nobody.
  public static final int NONE = -1;

  /// In place of a time: not until something else happens.
  public static final long NEVER = Long.MAX_VALUE;

  private final Tuning tuning;

  private final Contenders contenders;
  private int current = NONE;
  private boolean rescheduleDue;

  // Virtual time where the queue last ran empty, to go on from there.
  private long restingVirtualTime;

  public RunQueue(Tuning tuning) {
    this.tuning = tuning;
    this.contenders = new Contenders();
  }

  private RunQueue(RunQueue original) {
    tuning = original.tuning;
    contenders = original.contenders.copy();
    current = original.current;
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
    if (thread < 0 || contains(thread)) {
      throw new IllegalArgumentException(
          "thread " + thread + (thread < 0 ? " is below 0" : " is on this queue already"));
    }
    long vruntime = placement(weight, lagPicos);
    contenders.add(thread, weight, vruntime, tuning.slicePicos());
    rescheduleDue |= current != NONE && select().thread != current;
  }

  /// Takes `thread` off: it sleeps or moves away. The current thread leaves the PE idle until
  /// [#pickNext].
  ///
  /// @return the service it is owed, in picoseconds; negative if it had more than its share; at
  ///     most two slices either way
  public long dequeue(int thread) {
    Entity leaving = required(thread);
    long limit = tuning.lagLimitPicos();
    long virtualLag = Math.clamp(contenders.virtualTime() - leaving.vruntime, -limit, limit);
    long lagPicos = Math.clamp(virtualLag * leaving.weight, -limit, limit);

    contenders.remove(leaving);
    if (contenders.count() == 0) {
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
    if (contenders.count() == 0) {
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
    Entity running = required(current);
    running.ran(ranPicos);
    if (running.deadlineReached()) {
      running.deadline = running.vruntime;
      running.request(tuning.slicePicos());
      rescheduleDue |= contenders.count() > 1;
    }
  }

  /// Lets the others go first: the current thread gives up its slice and asks for the one after
  /// (`yield_task_fair`). Alone on the PE, it goes on.
  public void yieldCurrent() {
    if (current == NONE || contenders.count() == 1) {
      return;
    }
    required(current).request(tuning.slicePicos());
    rescheduleDue = true;
  }

  /// Changes the weight of a queued thread; what it is owed stays the same.
  public void reweigh(int thread, int weight) {
    Weight.checked(weight);
    Entity entity = required(thread);
    contenders.reweigh(entity, weight);
  }

  /// Whether the current thread should make way as soon as it may be preempted.
  public boolean needsReschedule() {
    return rescheduleDue && contenders.count() > 1;
  }

  /// How long the current thread may go on, [#NEVER] if no other waits: the time for which to arm
  /// a timer.
  public long picosUntilReschedule() {
    if (current == NONE || contenders.count() == 1) {
      return NEVER;
    }
    return rescheduleDue ? 0 : required(current).picosUntilDeadline();
  }

  /// The thread that runs, or [#NONE].
  public int current() {
    return current;
  }

  /// How many threads want the PE, the running one counted.
  public int runnable() {
    return contenders.count();
  }

  /// The sum of the weights of all runnable threads.
  public long load() {
    return contenders.load();
  }

  public boolean contains(int thread) {
    return contenders.find(thread) != null;
  }

  /// All runnable threads, in ascending order.
  public int[] threads() {
    return contenders.threads();
  }

  /// Where a thread starts that is owed `lagPicos`.
  ///
  /// Its arrival itself moves the average towards it, so that its lag would shrink by its part of
  /// the load; it is put that much further away.
  private long placement(int weight, long lagPicos) {
    if (contenders.count() == 0) {
      return restingVirtualTime;
    }
    long limit = tuning.lagLimitPicos();
    long lag = Math.clamp(lagPicos, -limit, limit);
    // Rounded down, both: a nap never pays.
    long load = contenders.load();
    return contenders.virtualTime() - Math.floorDiv(lag * (load + weight) / load, (long) weight);
  }

  /// Who should run now.
  private Entity select() {
    if (tuning.runToParity() && current != NONE) {
      Entity running = required(current);
      if (running.deadline == running.deadlineWhenPicked && contenders.eligible(running)) {
        return running;
      }
    }
    return contenders.earliestEligible();
  }

  private Entity required(int thread) {
    Entity entity = contenders.find(thread);
    if (entity == null) {
      throw new IllegalArgumentException("thread " + thread + " is not on this queue");
    }
    return entity;
  }
}
