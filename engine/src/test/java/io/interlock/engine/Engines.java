package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.interlock.engine.conductor.SimulationFailure;
import java.time.Duration;

/// The engine that most tests share, and short names for what they do with it.
public final class Engines {
  private static final Engine SHARED = new Engine(4);

  private Engines() {}

  /// An engine on four threads that nobody closes.
  public static Engine shared() {
    return SHARED;
  }

  /// A new world in the shared engine, without latencies.
  public static Simulation simulation(String name, long seed) {
    return SHARED.simulation(SimulationOptions.of(name, seed));
  }

  /// Runs what must fail, and returns the line that it fails with.
  public static String failureOf(Simulation simulation) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);
    return String.valueOf(failure.getMessage());
  }

  /// A duration in picoseconds.
  public static long picos(Duration duration) {
    return duration.toNanos() * 1000;
  }

  /// Milliseconds in picoseconds.
  public static long millis(long millis) {
    return millis * 1_000_000_000L;
  }
}
