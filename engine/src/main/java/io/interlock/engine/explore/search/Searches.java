package io.interlock.engine.explore.search;

import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.sample.Sampler;
import io.interlock.engine.explore.sample.Sampling;
import io.interlock.engine.trace.Mix;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The ways of searching, by name.
///
/// Every search runs some executions twice. If one does not come out the same, an actor depends on
/// something outside the world, no schedule means anything, and the search ends with that.
public final class Searches {
  private static final String DPOR = "dpor";
  private static final String STATEFUL = "stateful";

  /// Every so many executions one is run twice; so are the first few.
  private static final int REPEAT_ONE_IN = 1000;

  /// Executions that are run twice before a proof begins: a proof that goes back to saved states
  /// would not notice what is not saved.
  private static final int REPEATED_BEFORE_PROOF = 16;

  private Searches() {}

  /// Whether this strategy tries every order, rather than some.
  public static boolean isProof(String strategy) {
    return strategy.equals(DPOR) || strategy.equals(STATEFUL);
  }

  /// The names of all strategies.
  public static List<String> names() {
    return Stream.concat(Rotation.names().stream(), Stream.of(DPOR, STATEFUL)).toList();
  }

  /// Checks the name of a strategy.
  ///
  /// @throws IllegalArgumentException in one line, if there is no such strategy
  public static void check(String strategy) {
    if (!isProof(strategy)) {
      Rotation _ = Rotation.parse(strategy);
    }
  }

  /// The search that `settings` asks for.
  ///
  /// @throws IllegalArgumentException in one line, if there is no such strategy
  public static Search of(SearchSettings settings) {
    return switch (settings.strategy()) {
      case DPOR -> checked(settings, new DporProof(settings));
      case STATEFUL -> checked(settings, new StatefulProof(settings));
      default -> repeatable(settings, sampling(settings, Rotation.parse(settings.strategy())));
    };
  }

  private static Search sampling(SearchSettings settings, Rotation rotation) {
    return (worlds, round, executions, control) -> {
      long seed = round == 0 ? settings.seed() : Mix.fold(settings.seed(), round);
      Sampling sampling = sampling(settings, rotation, seed, executions, REPEAT_ONE_IN);
      return outcome(
          sampling,
          Sampler.run(
              sampling,
              worlds,
              control.stopped(),
              at -> control.progress().at(at.executions(), at.deliveries())));
    };
  }

  /// Before a proof, a few executions are run twice; what else they find is left to the proof.
  private static Search checked(SearchSettings settings, Search proof) {
    return repeatable(
        settings,
        (worlds, round, executions, control) -> {
          Sampling twice =
              sampling(settings, Rotation.parse("random"), 0, REPEATED_BEFORE_PROOF, 1);
          Sampled before = Sampler.run(twice, worlds, control.stopped(), _ -> {});
          return before.nondeterminism() == null
              ? proof.run(worlds, round, executions, control)
              : outcome(twice, before);
        });
  }

  private static Search repeatable(SearchSettings settings, Search search) {
    return (worlds, round, executions, control) -> {
      try {
        return search.run(worlds, round, executions, control);
      } catch (NotRepeatableException e) {
        return SearchOutcome.notRepeatable(
            Nondeterminism.at(0, settings.strategy(), settings.seed(), e.mismatch()));
      }
    };
  }

  private static Sampling sampling(
      SearchSettings settings, Rotation rotation, long seed, long executions, int repeatOneIn) {
    boolean once = repeatOneIn == 1;
    return new Sampling(
        rotation,
        seed,
        executions,
        settings.steps(),
        once ? 0 : settings.fairSteps(),
        once ? 1 : settings.workers(),
        repeatOneIn,
        !once);
  }

  private static SearchOutcome outcome(Sampling sampling, Sampled sampled) {
    Find first = sampled.finds().isEmpty() ? null : sampled.finds().getFirst();
    boolean unended = first != null && first.violation().equals(sampling.unended());
    Find find = unended ? null : first;
    boolean stopped = sampled.end() == Sampled.End.TIME || sampled.end() == Sampled.End.INTERRUPTED;
    return new SearchOutcome(
        find == null ? null : find.violation(),
        find == null ? List.of() : find.schedule(),
        first == null ? 0 : first.execution(),
        sampled.executions(),
        sampled.deliveries(),
        0,
        sampled.coverage(),
        sampled.cut(),
        unended,
        false,
        stopped,
        sampled.nondeterminism(),
        unended ? "unended" : stopped ? "interrupted" : "after all executions");
  }

  /// A world on a search of one thread.
  static <T> T inWorld(
      Supplier<? extends World> worlds, java.util.function.Function<World, T> search) {
    try (World world = worlds.get()) {
      return search.apply(world);
    }
  }
}
