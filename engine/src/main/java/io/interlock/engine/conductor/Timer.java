package io.interlock.engine.conductor;

import akka.actor.Cancellable;

/// A timer of Akka's scheduler in virtual time; `intervalPicos` is 0 for one that fires once.
final class Timer implements Cancellable {
  private final Conductor conductor;
  private final Source source;
  private final Runnable task;
  private final long intervalPicos;
  private Pending.Firing pending;
  private boolean fired;
  private boolean cancelled;

  Timer(Conductor conductor, Source source, Runnable task, long atPicos, long intervalPicos) {
    this.conductor = conductor;
    this.source = source;
    this.task = task;
    this.intervalPicos = intervalPicos;
    this.pending = new Pending.Firing(source, this::fire, true);
    conductor.plan(pending, atPicos, source.hash());
  }

  private void fire() {
    if (intervalPicos == 0) {
      fired = true;
    } else {
      long next = pending.at + intervalPicos;
      pending = new Pending.Firing(source, this::fire, true);
      conductor.plan(pending, next, source.hash());
    }
    task.run();
  }

  @Override
  public boolean cancel() {
    if (fired || cancelled) {
      return false;
    }
    cancelled = true;
    conductor.cancel(pending);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
