package io.interlock.cluster;

import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.host.Host;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.engine.Engine;
import io.interlock.engine.LiveRun;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.trace.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Hosts on the wall clock, under Akka's own dispatcher on all cores.
final class LiveHosts implements HostRuns {
  private static final long CHECK_MILLIS = 50;

  private final Engine engine;
  private final List<HostPlan> plans;
  private final RunSpec run;
  private final List<HostStatistics> statistics = new ArrayList<>();
  private final List<LiveRun<Host.Command>> hosts = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  LiveHosts(Engine engine, List<HostPlan> plans, RunSpec run) {
    this.engine = engine;
    this.plans = plans;
    this.run = run;
    plans.forEach(plan -> statistics.add(HostWorlds.statistics(plan)));
  }

  @Override
  public CompletableFuture<Void> start() {
    for (int host = 0; host < plans.size(); host++) {
      hosts.add(
          HostWorlds.live(
              engine,
              plans.get(host),
              HostWorlds.seed(run.seed(), host),
              List.of(untilTheEnd(statistics.get(host)))));
    }
    return CompletableFuture.runAsync(
        this::waitForTheEnd,
        task -> Thread.ofPlatform().daemon().name("interlock-live").start(task));
  }

  /// Hosts that stop late go on stating facts; what a run counts ends when the run does.
  private Observer untilTheEnd(HostStatistics counts) {
    return new Observer() {
      @Override
      public boolean hears(Class<?> fact) {
        return counts.hears(fact);
      }

      @Override
      public void stated(long atPicos, String actor, Object fact) {
        if (atPicos <= run.virtualPicos()) {
          counts.stated(atPicos, actor, fact);
        }
      }
    };
  }

  private void waitForTheEnd() {
    try {
      boolean stopped = false;
      while (!stopped && nowPicos() < run.virtualPicos()) {
        long leftMillis = (run.virtualPicos() - nowPicos()) / 1_000_000_000L + 1;
        stopped = stop.await(Math.min(CHECK_MILLIS, leftMillis), TimeUnit.MILLISECONDS);
        for (LiveRun<Host.Command> host : hosts) {
          SimulationFailure failure = host.failure();
          if (failure != null) {
            throw failure;
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      hosts.forEach(LiveRun::stop);
    }
  }

  @Override
  public void interrupt() {
    stop.countDown();
  }

  @Override
  public long nowPicos() {
    return hosts.stream().mapToLong(LiveRun::now).min().orElse(0);
  }

  @Override
  public long nowPicos(int host) {
    return hosts.get(host).now();
  }

  @Override
  public long events() {
    return hosts.stream().mapToLong(LiveRun::events).sum();
  }

  @Override
  public String digest() {
    return "";
  }

  /// Facts of different actors have no order here that a property could go by.
  @Override
  public List<Violation> violations() {
    return List.of();
  }

  @Override
  public List<HostStatistics> statistics() {
    return statistics;
  }
}
