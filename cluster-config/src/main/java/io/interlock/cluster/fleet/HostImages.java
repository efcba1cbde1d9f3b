package io.interlock.cluster.fleet;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.Simulation;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.Vocabulary;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// Saves and loads the worlds of hosts of one fleet, on any thread.
///
/// What is in the plan of the fleet need not be in an image. It is looked up when it is first
/// needed: while nodes find each other they have better things to do.
public final class HostImages {
  private final Map<String, Vocabulary> byKind = new ConcurrentHashMap<>();
  private final Queue<Images> idle = new ConcurrentLinkedQueue<>();

  /// The world of a host, and something beside it.
  byte[] save(Simulation world, HostKind kind, HostPlan plan, Object beside) {
    return with(images -> world.save(images, known(kind, plan), beside));
  }

  /// Makes of an empty world that of a host, and returns what was beside.
  Object load(Simulation world, HostKind kind, HostPlan plan, byte[] image) {
    return with(images -> world.load(images, known(kind, plan), image));
  }

  private Vocabulary known(HostKind kind, HostPlan plan) {
    return byKind
        .computeIfAbsent(kind.name(), _ -> Vocabulary.of(kind.plan(), kind.settings()))
        .with(plan);
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
