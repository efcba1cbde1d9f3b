package io.interlock.cluster.fleet;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Simulation;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.Vocabulary;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// Saves and loads the worlds of hosts of one fleet, on any thread.
///
/// What is in the plan of the fleet need not be in an image. It has to be looked up before anything
/// runs, on all nodes: what is made meanwhile is not part of the plan.
public final class HostImages {
  private final Map<String, Vocabulary> byKind = new TreeMap<>();
  private final Queue<Images> idle = new ConcurrentLinkedQueue<>();

  /// Of a fleet that has not run yet.
  public HostImages(FleetPlan fleet) {
    for (FleetPlan.Member host : fleet.hosts()) {
      HostKind kind = host.kind();
      byKind.computeIfAbsent(kind.name(), _ -> Vocabulary.of(kind.plan(), kind.settings()));
    }
  }

  /// The world of a host, and something beside it.
  byte[] save(Simulation world, HostKind kind, HostPlan plan, Object beside) {
    return with(images -> world.save(images, known(kind, plan), beside));
  }

  /// Makes of an empty world that of a host, and returns what was beside.
  Object load(Simulation world, HostKind kind, HostPlan plan, byte[] image) {
    return with(images -> world.load(images, known(kind, plan), image));
  }

  private Vocabulary known(HostKind kind, HostPlan plan) {
    return Objects.requireNonNull(byKind.get(kind.name())).with(plan);
  }

  /// Making one takes longer than using it.
  private <T> T with(Function<Images, T> work) {
    Images free = idle.poll();
    Images images = free == null ? Simulation.images() : free;
    T result = work.apply(images);
    idle.add(images);
    return result;
  }
}
