package io.interlock.engine.conductor;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.actor.LightArrayRevolverScheduler;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/// Akka's scheduler, except that a timer set inside a simulation runs in its virtual time.
///
/// So `withTimers`, `scheduleOnce`, `ask` and receive time-outs keep virtual time unmodified. Named
/// by class in `akka.scheduler.implementation`.
public final class VirtualScheduler extends AbstractScheduler implements Closeable {
  private final LightArrayRevolverScheduler wallClock;

  /// Called by Akka.
  public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    wallClock = new LightArrayRevolverScheduler(config, log, threads);
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable task, ExecutionContext executionContext) {
    return Conductor.RUNNING.isBound()
        ? Conductor.RUNNING
            .get()
            .timer(VirtualTime.picos(delay), 0, new Timer.Task(task, executionContext))
        : wallClock.scheduleOnce(delay, task, executionContext);
  }

  @Override
  @SuppressWarnings({"deprecation", "removal"}) // Akka still funnels scheduleAtFixedRate through it
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable task,
      ExecutionContext executionContext) {
    if (!Conductor.RUNNING.isBound()) {
      return wallClock.schedule(initialDelay, interval, task, executionContext);
    }
    long delayPicos = VirtualTime.picos(initialDelay);
    long intervalPicos = Math.max(1, VirtualTime.picos(interval));
    return Conductor.RUNNING
        .get()
        .timer(delayPicos, intervalPicos, new Timer.Task(task, executionContext));
  }

  @Override
  public double maxFrequency() {
    return wallClock.maxFrequency();
  }

  @Override
  public void close() {
    wallClock.close();
  }
}
