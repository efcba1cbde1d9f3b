package io.interlock.cluster;

import io.interlock.actors.fact.HostStatistics;
import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.result.HostObservers;
import io.interlock.actors.result.Violation;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.TraceDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Hosts in virtual time, each a simulation of its own.
final class TimedHosts implements HostRuns {
  // Long ones: a host that goes on finds its state in the cache of its core, and one that takes its
  // turn does not.
  private static final int SLICES = 20;
  private static final long SLICE_PICOS_MAX = 500_000_000_000L;

  private final Engine engine;
  private final RunSpec run;
  private final List<Simulation> simulations = new ArrayList<>();
  private final List<HostStatistics> statistics = new ArrayList<>();
  private final List<PropertyWatch> watches = new ArrayList<>();
  private volatile boolean interrupted;

  TimedHosts(Engine engine, List<HostPlan> plans, RunSpec run, HostObservers others) {
    this.engine = engine;
    this.run = run;
    for (int host = 0; host < plans.size(); host++) {
      HostStatistics counts = HostWorlds.statistics(plans.get(host));
      statistics.add(counts);
      List<Observer> observers = new ArrayList<>(List.of(counts));
      observers.addAll(others.of(plans.get(host)));
      if (isUnderTest(plans.get(host))) {
        PropertyWatch watch = new PropertyWatch(Properties.createAll());
        watches.add(watch);
        observers.add(watch);
      }
      simulations.add(
          HostWorlds.timed(engine, plans.get(host), HostWorlds.seed(run.seed(), host), observers));
    }
  }

  /// Properties cost time; they are watched where something was added to KVM.
  private static boolean isUnderTest(HostPlan plan) {
    return !plan.program().extensions().isEmpty();
  }

  @Override
  public CompletableFuture<Void> start() {
    return CompletableFuture.runAsync(
        this::runInSlices, task -> Thread.ofPlatform().daemon().name("interlock-run").start(task));
  }

  /// All hosts advance together, so that an interrupted run tells the same stretch of time of each.
  private void runInSlices() {
    long slice = Math.clamp(run.virtualPicos() / SLICES, 1, SLICE_PICOS_MAX);
    for (long until = slice; !interrupted && until < run.virtualPicos(); until += slice) {
      engine.runAll(simulations, until);
    }
    if (!interrupted) {
      engine.runAll(simulations, run.virtualPicos());
    }
  }

  @Override
  public void interrupt() {
    interrupted = true;
    simulations.forEach(Simulation::interrupt);
  }

  @Override
  public long nowPicos() {
    return simulations.stream().mapToLong(Simulation::now).min().orElse(0);
  }

  @Override
  public long nowPicos(int host) {
    return simulations.get(host).now();
  }

  @Override
  public long events() {
    return simulations.stream().mapToLong(Simulation::events).sum();
  }

  @Override
  public String digest() {
    List<String> digests = simulations.stream().map(Simulation::digest).toList();
    return digests.size() == 1 ? digests.get(0) : TraceDigest.combine(digests);
  }

  @Override
  public List<Violation> violations() {
    return watches.stream().flatMap(watch -> watch.violations().stream()).toList();
  }

  @Override
  public List<HostStatistics> statistics() {
    return statistics;
  }
}
