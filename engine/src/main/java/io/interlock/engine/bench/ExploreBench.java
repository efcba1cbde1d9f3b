package io.interlock.engine.bench;

import com.sun.management.OperatingSystemMXBean;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.sample.Sampler;
import io.interlock.engine.explore.sample.Sampling;
import java.lang.management.ManagementFactory;
import java.util.Random;

/// How fast a search of real actors is, by the default strategy and on one thread, beside a bare
/// loop that delivers anything.
///
/// Rates are per second of CPU time, that of the collector and the compilers included: a search
/// that has a core for itself comes that far in a second.
public final class ExploreBench {
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 4;
  private static final int SHORT_EXECUTIONS = 24_000;
  private static final int LONG_EXECUTIONS = 24;
  private static final int LONG_ROUNDS = 1_200;
  private static final int STEPS_MAX = 1_000_000;

  private ExploreBench() {}

  /// Executions of 64 deliveries in a second.
  public static Figure executions() {
    return measure("executions of 64 deliveries", Clerks.scene(1), SHORT_EXECUTIONS, false);
  }

  /// Deliveries in a second, in executions of 62,412.
  public static Figure deliveries() {
    return measure(
        "deliveries in long executions", Clerks.scene(LONG_ROUNDS), LONG_EXECUTIONS, true);
  }

  private static Figure measure(String name, Scene scene, int executions, boolean ofDeliveries) {
    double[] rates = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    try (Engine engine = new Engine(1)) {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long start = cpuNanos();
        long deliveries = search(engine, scene, executions);
        double search = rate(deliveries, start);
        start = cpuNanos();
        double loop = rate(loop(engine, scene, executions), start);
        if (round >= 0) {
          rates[round] = ofDeliveries ? search : search * executions / deliveries;
          ratios[round] = search / loop;
        }
      }
    }
    return new Figure(name, Median.of(rates), "1/CPU s", Median.of(ratios), "a bare loop");
  }

  /// Searches, and says how many deliveries that were.
  private static long search(Engine engine, Scene scene, int executions) {
    Rotation rotation = Rotation.parse(Rotation.PORTFOLIO);
    Sampled sampled =
        Sampler.run(
            new Sampling(rotation, 1, executions, STEPS_MAX, 0, 1, 0, true),
            () -> engine.world(scene),
            () -> false,
            _ -> {});
    if (!sampled.finds().isEmpty()) {
      throw new IllegalStateException(sampled.finds().getFirst().violation().message());
    }
    return sampled.deliveries();
  }

  /// As many executions, each step of which delivers any head, and nothing else is done.
  private static long loop(Engine engine, Scene scene, int executions) {
    Random random = new Random(1);
    long deliveries = 0;
    try (World world = engine.world(scene)) {
      for (int i = 0; i < executions; i++) {
        world.restart();
        while (world.enabledCount() > 0) {
          world.step(world.enabled(random.nextInt(world.enabledCount())), Choices.FIRST);
        }
        deliveries += world.steps();
      }
    }
    return deliveries;
  }

  private static double rate(long events, long startCpuNanos) {
    return events * 1e9 / (cpuNanos() - startCpuNanos);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
