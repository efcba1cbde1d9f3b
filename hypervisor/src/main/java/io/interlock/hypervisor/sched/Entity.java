package io.interlock.hypervisor.sched;

/// One thread on a run queue (`struct sched_entity`).
///
/// Virtual time is service divided by weight. Its unit is one picosecond at weight 1, hence
/// 1.024 ns at nice 0; the part of a unit that a thread has already used is kept, so nothing is
/// lost however finely its run time is reported. Virtual times wrap: compare them by difference.
final class Entity {
  int thread;
  int weight;

  /// Service received so far.
  long vruntime;

  /// Where the current request is due to be complete.
  long deadline;

  /// The deadline that was in force when the thread was picked; see [Tuning#runToParity].
  long deadlineWhenPicked;

  /// Run time below one virtual unit, in picoseconds.
  private int unaccountedPicos;

  void arrive(int thread, int weight, long vruntime, long slicePicos) {
    this.thread = thread;
    this.weight = weight;
    this.vruntime = vruntime;
    unaccountedPicos = 0;
    deadline = vruntime;
    request(slicePicos);
    deadlineWhenPicked = vruntime;
  }

  void ran(long picos) {
    // Divide first: run times of months plus a remainder must not overflow.
    long remainder = picos % weight + unaccountedPicos;
    vruntime += picos / weight + remainder / weight;
    unaccountedPicos = (int) (remainder % weight);
  }

  boolean deadlineReached() {
    return vruntime - deadline >= 0;
  }

  long picosUntilDeadline() {
    return (deadline - vruntime) * weight - unaccountedPicos;
  }

  /// Asks for one slice more, due after the one before.
  void request(long slicePicos) {
    deadline += slicePicos / weight;
  }

  /// The order of choice: the earlier deadline, then the lower thread.
  boolean precedes(Entity other) {
    long order = deadline - other.deadline;
    return order != 0 ? order < 0 : thread < other.thread;
  }

  /// Keeps the service owed and the share of the slice that is left, in real time, while virtual
  /// time changes its slope (`reweight_entity`).
  void reweigh(int newWeight, long virtualTime) {
    vruntime = virtualTime - (virtualTime - vruntime) * weight / newWeight;
    deadline = virtualTime + (deadline - virtualTime) * weight / newWeight;
    deadlineWhenPicked = deadline;
    weight = newWeight;
    unaccountedPicos = 0;
  }

  Entity copy() {
    Entity copy = new Entity();
    copy.thread = thread;
    copy.weight = weight;
    copy.vruntime = vruntime;
    copy.deadline = deadline;
    copy.deadlineWhenPicked = deadlineWhenPicked;
    copy.unaccountedPicos = unaccountedPicos;
    return copy;
  }
}
