package io.interlock.engine.check;

import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.search.Searches;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far and in what way an [Explorer] searches.
///
/// @param strategy `portfolio` or others that sample, with commas between; or one of the proofs
///     `dpor` and `stateful`
/// @param seed decides what sampling tries
/// @param executions at most
/// @param steps deliveries of one execution at most
/// @param endless whether an execution may go on for longer than that; else it breaks `progress`
/// @param workers threads that sample, each with actors of its own; they do not change the result
/// @param skewPicos how far ahead of the earliest thing pending anything may happen, so how late
///     messages are at most and how early timers; proofs need [Scene#UNBOUNDED]
/// @param folder where counterexamples are kept
/// @param replay a counterexample to be repeated instead of a search, or null
public record ExplorerOptions(
    String strategy,
    long seed,
    long executions,
    int steps,
    boolean endless,
    int workers,
    long skewPicos,
    Path folder,
    @Nullable Path replay) {
  /// Executions of a sampling search that does not say how many.
  public static final long SAMPLED = 5_000;

  /// Executions of a proof that does not say how many.
  public static final long PROVEN = 1_000_000;

  /// A portfolio of strategies without a bound on lateness.
  public static final ExplorerOptions DEFAULT =
      new ExplorerOptions(
          "portfolio",
          1,
          SAMPLED,
          2_000,
          false,
          1,
          Scene.UNBOUNDED,
          Path.of("target", "interlock"),
          null);

  /// @throws IllegalArgumentException in one line, if a value is out of range
  public ExplorerOptions {
    List<String> names = Searches.names();
    for (String name : strategy.split(",", -1)) {
      if (!names.contains(name.replaceFirst(":[0-9]+$", ""))) {
        throw new IllegalArgumentException(
            "strategy \"" + strategy + "\"; allowed: " + String.join(", ", names));
      }
    }
    require("executions", executions, 1, Long.MAX_VALUE);
    require("steps", steps, 1, 1_000_000_000);
    require("workers", workers, 1, 1024);
    require("skew", skewPicos, 0, Long.MAX_VALUE);
    if (Searches.isProof(strategy) && skewPicos != Scene.UNBOUNDED) {
      throw new IllegalArgumentException(
          "a skew with strategy " + strategy + "; allowed: none, proofs have no bound");
    }
  }

  private static void require(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d; allowed: %d to %d".formatted(what, value, least, most));
    }
  }

  /// The same with another strategy and as many executions as fit it.
  public ExplorerOptions with(String other) {
    return new ExplorerOptions(
        other,
        seed,
        Searches.isProof(other) ? PROVEN : SAMPLED,
        steps,
        endless,
        workers,
        skewPicos,
        folder,
        replay);
  }

  /// The same with so many executions at most.
  public ExplorerOptions upTo(long bound) {
    return new ExplorerOptions(
        strategy, seed, bound, steps, endless, workers, skewPicos, folder, replay);
  }

  /// The same, but executions may go on for longer than `stepsMax` deliveries, and are cut there.
  public ExplorerOptions endless(int stepsMax) {
    return new ExplorerOptions(
        strategy, seed, executions, stepsMax, true, workers, skewPicos, folder, replay);
  }

  /// The same with counterexamples in another folder.
  public ExplorerOptions in(Path other) {
    return new ExplorerOptions(
        strategy, seed, executions, steps, endless, workers, skewPicos, other, replay);
  }

  /// The same, but this counterexample is repeated.
  public ExplorerOptions replaying(Path file) {
    return new ExplorerOptions(
        strategy, seed, executions, steps, endless, workers, skewPicos, folder, file);
  }
}
