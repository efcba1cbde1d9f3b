package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;
import io.interlock.engine.explore.sample.Sampled.End;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Searches a world by many seeded executions.
///
/// Executions come in generations, small ones first. All of a generation go by what the generations
/// before it taught, whoever runs them, and their outcomes are taken in in their order; so a seed
/// and a number of executions give one result, whatever the number of workers.
public final class Sampler {
  private static final int GENERATION_FIRST = 4;
  private static final int GENERATION_MAX = 256;

  private Sampler() {}

  /// Runs the executions, until one of the bounds.
  ///
  /// An interrupt of the calling thread also ends the search: running executions are finished, what
  /// was found is in the result, and the interrupt is taken as answered.
  ///
  /// @param worlds makes a world, on the thread of the worker that will use it
  /// @param timeIsUp whether to stop; asked before each execution, by all workers
  /// @param progress told after each generation, on the calling thread
  public static Sampled run(
      Sampling sampling,
      Supplier<? extends World> worlds,
      BooleanSupplier timeIsUp,
      Consumer<Progress> progress) {
    Knowledge knowledge = new Knowledge();
    Harvest harvest = new Harvest(sampling.rotation(), knowledge);
    try (Crew crew =
        new Crew(sampling.workers(), () -> new Worker(sampling, worlds.get(), knowledge))) {
      return harvest.result(run(sampling, crew, knowledge, harvest, timeIsUp, progress));
    }
  }

  private static End run(
      Sampling sampling,
      Crew crew,
      Knowledge knowledge,
      Harvest harvest,
      BooleanSupplier timeIsUp,
      Consumer<Progress> progress) {
    int wanted = GENERATION_FIRST;
    int size;
    for (long first = 0; first < sampling.executions(); first += size) {
      size = (int) Math.min(wanted, sampling.executions() - first);
      wanted = Math.min(2 * wanted, GENERATION_MAX);
      Generation generation = new Generation(first, size, sampling.stopAtFirst(), timeIsUp);
      crew.run(generation);
      if (harvest.takeIn(generation)) {
        return End.FOUND;
      }
      for (Worker worker : crew.workers()) {
        knowledge.census().merge(worker.lessons());
      }
      progress.accept(harvest.progress());
      if (crew.wasInterrupted()) {
        return End.INTERRUPTED;
      }
      if (generation.outcome(size - 1) == null) {
        return End.TIME;
      }
    }
    return End.EXECUTIONS;
  }
}
