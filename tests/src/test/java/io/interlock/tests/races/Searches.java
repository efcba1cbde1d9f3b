package io.interlock.tests.races;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.sample.Sampler;
import io.interlock.engine.explore.sample.Sampling;
import io.interlock.engine.trace.Mix;
import java.util.List;
import java.util.stream.LongStream;

/// Seeded searches of real actors.
final class Searches {
  /// After so many executions a search has missed.
  static final long EXECUTIONS = 20_000;

  private static final int STEPS = 2_000;
  private static final int REPEAT_ONE_IN = 1_000;

  private final Engine engine;

  Searches(Engine engine) {
    this.engine = engine;
  }

  /// How many executions a strategy needs with each seed.
  ///
  /// @param executions in ascending order, those of a miss beyond [#EXECUTIONS]
  record Needed(List<Long> executions) {
    long median() {
      return executions.get(executions.size() / 2);
    }

    long worst() {
      return executions.getLast();
    }

    long misses() {
      return executions.stream().filter(needed -> needed > EXECUTIONS).count();
    }
  }

  /// Searches for the race with the first `seeds` seeds.
  Needed needed(String strategy, SeededRace race, int seeds) {
    return new Needed(
        LongStream.range(0, seeds)
            .map(
                seed -> {
                  Sampled sampled = first(strategy, race.broken(), seed, 1);
                  return sampled.finds().isEmpty() ? EXECUTIONS + 1 : sampled.executions();
                })
            .sorted()
            .boxed()
            .toList());
  }

  /// What the portfolio finds with a seed.
  Find find(SeededRace race, long seed) {
    return first(Rotation.PORTFOLIO, race.broken(), seed, 1).finds().getFirst();
  }

  /// A search up to the first violation.
  Sampled first(String strategy, Scene scene, long seed, int workers) {
    return sample(strategy, scene, seed, EXECUTIONS, workers, true);
  }

  /// A search that goes on to its end.
  Sampled all(String strategy, Scene scene, long seed, long executions, int workers) {
    return sample(strategy, scene, seed, executions, workers, false);
  }

  private Sampled sample(
      String strategy, Scene scene, long seed, long executions, int workers, boolean first) {
    var rotation = Rotation.parse(strategy);
    return Sampler.run(
        new Sampling(
            rotation, Mix.fold(7, seed), executions, STEPS, 0, workers, REPEAT_ONE_IN, first),
        () -> engine.world(scene),
        () -> false,
        _ -> {});
  }
}
