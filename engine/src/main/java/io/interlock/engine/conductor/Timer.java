package io.interlock.engine.conductor;

import akka.actor.Cancellable;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/// A timer of Akka's scheduler in virtual time; `intervalPicos` is 0 for one that fires once.
final class Timer implements Cancellable {
  private final Conductor conductor;
  private final Source source;
  private final @Nullable Inbox owner;
  private final Task task;
  private final long intervalPicos;
  private Pending.Firing pending;
  private boolean fired;
  private boolean cancelled;

  /// What a timer does, and whom it tells if that fails.
  record Task(Runnable work, ExecutionContext context) {
    void run() {
      try {
        work.run();
      } catch (RuntimeException failed) {
        context.reportFailure(failed);
      }
    }
  }

  Timer(
      Conductor conductor,
      Source source,
      @Nullable Inbox owner,
      Task task,
      long atPicos,
      long intervalPicos) {
    this.conductor = conductor;
    this.source = source;
    this.owner = owner;
    this.task = task;
    this.intervalPicos = intervalPicos;
    this.pending = planned(atPicos);
  }

  private Pending.Firing planned(long atPicos) {
    Pending.Firing firing = new Pending.Firing(source, owner, this::fire, true);
    conductor.plan(firing, atPicos);
    return firing;
  }

  private void fire() {
    if (intervalPicos == 0) {
      fired = true;
    } else {
      pending = planned(VirtualTime.after(pending.at, intervalPicos));
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
