package io.interlock.engine.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import java.util.concurrent.CountDownLatch;

/// Two actors that send each other a fresh message for each that they get.
public final class PingPong {
  private PingPong() {}

  /// A ball that still goes over the net `left` times.
  public record Ball(ActorRef<Ball> from, int left) {}

  /// A player; `over` runs when the game is over.
  static Behavior<Ball> player(Runnable over) {
    return Behaviors.receive(
        (context, ball) -> {
          if (ball.left() > 0) {
            ball.from().tell(new Ball(context.getSelf(), ball.left() - 1));
          } else {
            over.run();
          }
          return Behaviors.same();
        });
  }

  /// A simulated game of `balls` deliveries, ready to run.
  public static Simulation simulated(Engine engine, int balls) {
    Simulation simulation = engine.simulation(SimulationOptions.of("pingpong", 1));
    ActorRef<Ball> left = simulation.spawn(player(() -> {}), "left");
    ActorRef<Ball> right = simulation.spawn(player(() -> {}), "right");
    simulation.tell(left, new Ball(right, balls - 1));
    return simulation;
  }

  /// A game under plain Akka on one thread, for comparison.
  public static final class Plain implements AutoCloseable {
    private record Game(int balls, CountDownLatch over) {}

    private final ActorSystem<Game> system =
        ActorSystem.create(
            Behaviors.receive(
                (context, game) -> {
                  ActorRef<Ball> left = context.spawnAnonymous(player(game.over()::countDown));
                  ActorRef<Ball> right = context.spawnAnonymous(player(game.over()::countDown));
                  left.tell(new Ball(right, game.balls() - 1));
                  return Behaviors.same();
                }),
            "plain",
            ConfigFactory.parseString(
                    """
                    akka.loglevel = "OFF"
                    akka.stdout-loglevel = "OFF"
                    akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                    akka.actor.default-dispatcher.fork-join-executor {
                      parallelism-min = 1
                      parallelism-max = 1
                    }
                    """)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());

    /// Plays a game of `balls` deliveries to its end.
    public void play(int balls) throws InterruptedException {
      CountDownLatch over = new CountDownLatch(1);
      system.tell(new Game(balls, over));
      over.await();
    }

    @Override
    public void close() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
