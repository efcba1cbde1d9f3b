package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import io.interlock.engine.conductor.ConductedDispatcher;
import io.interlock.engine.conductor.Conductor;
import io.interlock.engine.conductor.Inbox;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// An actor system in which many simulations live side by side.
///
/// Starting one costs some hundred milliseconds and a simulation some microseconds, so keep one and
/// make many simulations. Engines in one JVM share nothing.
public final class Engine implements AutoCloseable {
  private final ActorSystem<Guardian.Command> system;
  private final ExecutorService workers;
  private final StableHash hashes = new StableHash(Engine::referenceHash);
  private final AtomicInteger names = new AtomicInteger();

  /// Starts an engine that works on `threads` threads, 1 or more.
  public Engine(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "an engine on " + threads + " threads; allowed: 1 or more");
    }
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
        new Conductor(
            options.name(), options.seed(), options.wiring(), options.observers(), hashes, workers);
    CompletableFuture<ActorRef<Stage.Command>> stage = new CompletableFuture<>();
    system.tell(new Guardian.Command.Open(unique(options.name()), conductor, stage));
    return new Simulation(conductor, stage.join());
  }

  /// Runs several simulations to `untilPicos`, as many at once as the engine has threads.
  ///
  /// @return why each came back, in the order given
  public List<Pause> runAll(List<Simulation> simulations, long untilPicos) {
    List<Future<Pause>> runs = new ArrayList<>();
    for (Simulation simulation : simulations) {
      runs.add(workers.submit(() -> simulation.run(untilPicos)));
    }
    List<Pause> pauses = new ArrayList<>();
    for (Future<Pause> run : runs) {
      pauses.add(await(run));
    }
    return pauses;
  }

  /// Starts an actor and all its children on the wall clock.
  public <T> LiveRun<T> live(
      String name, long seed, List<Observer> observers, Behavior<T> behavior) {
    LiveWorld world = new LiveWorld(seed, observers);
    String unique = unique(name);
    LiveWorlds.of(system).put(unique, world);
    CompletableFuture<ActorRef<T>> root = new CompletableFuture<>();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    system.tell(new Guardian.Command.Live<>(unique, behavior, root, ended));
    ActorRef<T> ref = root.join();
    return new LiveRun<>(ref, world, () -> system.tell(new Guardian.Command.Stop(ref)), ended);
  }

  /// Stops everything.
  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    workers.shutdownNow();
  }

  private String unique(String name) {
    return name + "-" + names.incrementAndGet();
  }

  private static Pause await(Future<Pause> run) {
    try {
      return run.get();
    } catch (ExecutionException broken) {
      if (broken.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(broken.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Pause.INTERRUPTED;
    }
  }

  /// References count by the stable name of their actor; all others are alike.
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
    return inbox == null ? 1 : inbox.nameHash();
  }
}
