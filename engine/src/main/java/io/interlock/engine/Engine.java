package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import io.interlock.engine.conductor.ConductedDispatcher;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Inbox;
import io.interlock.engine.conductor.JavaFutures;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.conductor.StableName;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// An actor system in which many simulations live side by side.
///
/// Starting one costs some hundred milliseconds and a simulation some microseconds, so keep one and
/// make many simulations. Engines in one JVM share nothing.
public final class Engine implements AutoCloseable {
  private final ActorSystem<Guardian.Command> system;
  private final ExecutorService workers;
  private final StableHash hashes = StableHash.ofMessages(Engine::referenceHash);
  private final StableHash stateHashes = StableHash.ofStates(Engine::referenceHash);
  private final AtomicInteger names = new AtomicInteger();
  private volatile boolean closed;

  /// Starts an engine that works on `threads` threads, 1 or more.
  public Engine(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "an engine on " + threads + " threads; allowed: 1 or more");
    }
    JavaFutures.adopted();
    AtomicInteger count = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            threads,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("interlock-worker-" + count.incrementAndGet())
                    .unstarted(task));
    system =
        ActorSystem.create(
            Guardian.create(),
            "interlock",
            ConfigFactory.parseResources(Engine.class, "engine.conf")
                .withFallback(
                    ConfigFactory.parseString(
                        "akka.actor.default-dispatcher.fork-join-executor"
                            + ".parallelism-max = %1$d\n".formatted(threads)))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
  }

  /// A new world without actors.
  public Simulation simulation(SimulationOptions options) {
    Conductor conductor =
        Conductor.timed(
            options.name(), options.seed(), options.wiring(), options.observers(), hashes, workers);
    return new Simulation(conductor, stage(options.name(), conductor));
  }

  /// A world of actors for a search, at its beginning. It belongs to one thread at a time.
  ///
  /// @throws SimulationFailure when an actor throws while the scene opens
  public World world(Scene scene) {
    SimulationOptions.requireName(scene.name());
    Watch watch = new Watch();
    Conductor conductor =
        Conductor.chosen(
            scene.name(),
            scene.wiring(),
            List.of(watch),
            hashes,
            workers,
            new CopiedStates(stateHashes));
    return new ActorWorld(scene, conductor, stage(scene.name(), conductor), watch);
  }

  /// Hashes of states by content, as searches here tell them apart.
  public StableHash stateHashes() {
    return stateHashes;
  }

  private ActorRef<Stage.Command> stage(String name, Conductor conductor) {
    CompletableFuture<ActorRef<Stage.Command>> stage = new CompletableFuture<>();
    requireOpen();
    system.tell(new Guardian.Command.Open(unique(name), conductor, stage));
    return Answers.of(stage);
  }

  /// Runs several simulations to `untilPicos`, as many at once as the engine has threads.
  ///
  /// If the calling thread is interrupted, so are the simulations.
  ///
  /// @return why each came back, in the order given
  /// @throws SimulationFailure of the first in that order that
  ///     failed, after all have come back
  public List<Pause> runAll(List<Simulation> simulations, long untilPicos) {
    requireOpen();
    List<CompletableFuture<Pause>> runs = new ArrayList<>();
    for (Simulation simulation : simulations) {
      runs.add(CompletableFuture.supplyAsync(() -> simulation.run(untilPicos), workers));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new));
    try {
      all.exceptionally(_ -> null).get();
    } catch (InterruptedException interrupted) {
      simulations.forEach(Simulation::interrupt);
      all.exceptionally(_ -> null).join();
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    return runs.stream().map(Answers::of).toList();
  }

  /// Starts an actor and all its children on the wall clock.
  public <T> LiveRun<T> live(
      String name, long seed, List<Observer> observers, Behavior<T> behavior) {
    SimulationOptions.requireName(name);
    requireOpen();
    LiveWorld world = new LiveWorld(seed, observers);
    String unique = unique(name);
    LiveWorlds worlds = LiveWorlds.of(system);
    worlds.put(unique, world);
    CompletableFuture<ActorRef<T>> root = new CompletableFuture<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Void> gone = ended.thenRun(() -> worlds.remove(unique));
    system.tell(new Guardian.Command.Live<>(unique, behavior, root, ended));
    ActorRef<T> ref = Answers.of(root);
    return new LiveRun<>(ref, world, () -> system.tell(new Guardian.Command.Stop(ref)), gone);
  }

  /// Stops everything; a simulation that is running is waited for.
  @Override
  public void close() {
    closed = true;
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    workers.shutdownNow();
  }

  private String unique(String name) {
    return name + "-" + names.incrementAndGet();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this engine is closed");
    }
  }

  /// References count by the stable name of their actor, those outside any simulation all alike.
  private static long referenceHash(Object value) {
    akka.actor.ActorRef ref =
        switch (value) {
          case ActorRef<?> typed -> Adapter.toClassic(typed);
          case akka.actor.ActorRef classic -> classic;
          default -> null;
        };
    if (ref == null) {
      return 0;
    }
    Inbox inbox = ConductedDispatcher.inboxOf(ref);
    return inbox == null ? Mix.text(StableName.of(ref.path())) : inbox.nameHash();
  }
}
