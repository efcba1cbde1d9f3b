package io.interlock.engine.bench;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.StatefulBehavior;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;

/// The engine's own benchmarks in short form: some seconds together.
///
/// Rates are medians of several rounds after a warm-up. On a busy machine the ratios say more than
/// the rates, because both sides of a ratio are measured in turns.
public final class EngineBench {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 4;
  private static final int BALLS = 2_000_000;
  private static final int IDLE_ACTORS = 100_000;

  private EngineBench() {}

  /// Measures everything, in turn.
  public static List<Figure> run() throws InterruptedException {
    return List.of(deliveries(), twoThreads(), memory());
  }

  /// Deliveries per second of one simulation on one thread, beside plain Akka on one thread.
  public static Figure deliveries() throws InterruptedException {
    double[] rates = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    try (Engine engine = new Engine(1);
        PingPong.Plain akka = new PingPong.Plain()) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double ours = simulatedRate(engine, 1);
        long start = System.nanoTime();
        akka.play(BALLS);
        double theirs = rate(BALLS, start);
        if (round >= 0) {
          rates[round] = ours;
          ratios[round] = ours / theirs;
        }
      }
    }
    return new Figure(
        "deliveries", Median.of(rates), "1/s", Median.of(ratios), "plain Akka on one thread");
  }

  /// Deliveries per second of two simulations on two threads, beside one on one.
  public static Figure twoThreads() {
    double[] rates = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    try (Engine engine = new Engine(2)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double alone = simulatedRate(engine, 1);
        double together = simulatedRate(engine, 2);
        if (round >= 0) {
          rates[round] = together;
          ratios[round] = together / alone;
        }
      }
    }
    return new Figure(
        "deliveries on two threads", Median.of(rates), "1/s", Median.of(ratios), "one simulation");
  }

  private static double simulatedRate(Engine engine, int simulations) {
    List<Simulation> games =
        IntStream.range(0, simulations).mapToObj(_ -> PingPong.simulated(engine, BALLS)).toList();
    long start = System.nanoTime();
    engine.runAll(games, Long.MAX_VALUE);
    double rate = rate((long) simulations * BALLS, start);
    games.forEach(Simulation::close);
    return rate;
  }

  /// Bytes of heap for one more idle actor with a small state, where there are many already.
  public static Figure memory() {
    try (Engine engine = new Engine(1);
        Simulation simulation = engine.simulation(SimulationOptions.of("idle", 1))) {
      // With the first come classes, tables and threads that later ones find there.
      simulation.spawn(crowd(), "early");
      simulation.run();
      long before = liveBytes();
      simulation.spawn(crowd(), "later");
      simulation.run();
      double each = (double) (liveBytes() - before) / IDLE_ACTORS;
      return new Figure("memory of an idle actor", each, "bytes", null, null);
    }
  }

  /// A parent whose children have each got one message.
  private static Behavior<Void> crowd() {
    return Behaviors.setup(
        context -> {
          for (int i = 0; i < IDLE_ACTORS; i++) {
            Behavior<Integer> idle =
                StatefulBehavior.of(
                    _ -> new long[3],
                    (_, state, n) -> {
                      state[0] = n;
                      return state;
                    });
            context.spawn(idle, "idle" + i).tell(i);
          }
          return Behaviors.empty();
        });
  }

  /// Bytes of all objects that are reachable. Counted one by one, because what a collector calls
  /// used depends on how it cuts the heap up.
  private static long liveBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc(); // what was only to be cleaned up after the first
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      // Its last line is `Total`, how many objects there are, and how many bytes they take.
      String report = String.valueOf(histogram).strip();
      return Long.parseLong(report.substring(report.lastIndexOf(' ') + 1));
    } catch (JMException noHotSpot) {
      throw new IllegalStateException("this JVM does not count its objects", noHotSpot);
    }
  }

  private static double rate(long deliveries, long startNanos) {
    return deliveries * 1e9 / (System.nanoTime() - startNanos);
  }
}
