package io.interlock.engine.check;

import io.interlock.engine.Engine;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.conductor.SimulationFailure;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.CounterexampleReader;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.search.SearchControl;
import io.interlock.engine.explore.search.SearchOutcome;
import io.interlock.engine.explore.search.SearchSettings;
import io.interlock.engine.explore.search.Searches;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tries the messages between actors in many orders, or in all, and says what breaks.
///
/// The actors are ordinary ones; nothing about them has to change. Any delivery may come late and
/// any timer early, within what Akka allows: messages from one actor to another keep their order.
public final class Explorer {
  private final Engine engine;
  private final ExplorerOptions options;
  private final String name;
  private final Consumer<Explored> listener;
  private int files;

  /// An explorer for one test.
  ///
  /// @param name what files of counterexamples are called, without ending
  /// @param listener told what each exploration came to
  public Explorer(
      Engine engine, ExplorerOptions options, String name, Consumer<Explored> listener) {
    this.engine = engine;
    this.options = options;
    this.name = name;
    this.listener = listener;
  }

  /// The same explorer with another strategy.
  public Explorer with(String strategy) {
    return new Explorer(engine, options.with(strategy), name + "-" + fileWord(strategy), listener);
  }

  private static String fileWord(String strategy) {
    return strategy.replaceAll("[^a-z0-9]+", "-");
  }

  /// Explores, and fails the test if anything is broken or not deterministic, or a proof was cut.
  ///
  /// @throws AssertionError with the shortest counterexample, as a table, and how to repeat it
  /// @throws IllegalArgumentException in one line, where the strategy cannot search such actors
  public Explored check(Consumer<Setup> setup) {
    Explored explored = explore(setup);
    String complaint = Complaint.of(explored, options.replay());
    if (complaint != null) {
      throw new AssertionError(complaint);
    }
    return explored;
  }

  /// Explores, and returns whatever comes of it.
  ///
  /// @throws IllegalArgumentException in one line, where the strategy cannot search such actors
  public Explored explore(Consumer<Setup> setup) {
    Path file = options.replay();
    Explored explored = file == null ? search(setup) : repeat(setup, file);
    listener.accept(explored);
    return explored;
  }

  private Explored search(Consumer<Setup> setup) {
    SearchSettings settings =
        new SearchSettings(
            options.strategy(),
            options.seed(),
            options.steps(),
            options.endless() ? 0 : options.steps(),
            options.workers());
    try {
      SearchOutcome outcome =
          Searches.of(settings)
              .run(() -> world(setup), 0, options.executions(), SearchControl.NONE);
      return outcome.found() == null || outcome.nondeterminism() != null
          ? explored(outcome, null, outcome.nondeterminism())
          : broken(setup, outcome, outcome.found());
    } catch (SimulationFailure unopened) {
      throw new AssertionError("before anything was explored: " + unopened.getMessage(), unopened);
    }
  }

  private Explored broken(Consumer<Setup> setup, SearchOutcome outcome, Violation violation) {
    Evidence evidence = new Evidence(() -> world(setup), nextFile());
    return switch (evidence.of(outcome, violation)) {
      case Evidence.Kept(Broken broken) -> explored(outcome, broken, null);
      case Evidence.Lost(var differs) ->
          explored(
              outcome,
              null,
              Nondeterminism.at(outcome.execution(), options.strategy(), options.seed(), differs));
    };
  }

  private Explored explored(
      SearchOutcome outcome, @Nullable Broken broken, @Nullable Nondeterminism hidden) {
    return new Explored(
        options.strategy(),
        options.seed(),
        outcome.executions(),
        outcome.deliveries(),
        outcome.states(),
        outcome.exhausted(),
        outcome.unended(),
        broken == null ? outcome.end() : "at the first violation",
        broken,
        hidden);
  }

  private Explored repeat(Consumer<Setup> setup, Path file) {
    Evidence evidence = new Evidence(() -> world(setup), nextFile());
    return evidence.again(CounterexampleReader.read(file), file, options);
  }

  private Path nextFile() {
    files++;
    return options.folder().resolve(name + (files == 1 ? "" : "-" + files) + ".json");
  }

  private World world(Consumer<Setup> setup) {
    AtomicReference<@Nullable Setup> latest = new AtomicReference<>();
    Scene scene =
        Scene.of(
                "check",
                opening -> {
                  Setup fresh = new Setup(opening, engine.stateHashes());
                  setup.accept(fresh);
                  latest.set(fresh);
                })
            .holding(() -> present(latest).monitors())
            .within(options.replay() == null ? options.skewPicos() : Scene.UNBOUNDED)
            .failing(thrown -> present(latest).mayFail(thrown));
    return engine.world(scene);
  }

  private static Setup present(AtomicReference<@Nullable Setup> latest) {
    Setup setup = latest.get();
    if (setup == null) {
      throw new IllegalStateException("nothing has been set up");
    }
    return setup;
  }
}
