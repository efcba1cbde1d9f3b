package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Replay.Mismatch;

/// An execution came out otherwise when it was run again: an actor depends on something that is not
/// in the world, such as a clock, an identity hash, a static variable or another thread.
///
/// @param execution its number, from 0
/// @param strategy that ordered it
/// @param seed of the execution
/// @param sender of the channel that the first run delivered at the step that differs; empty where
///     it is not known
/// @param mismatch that step, its receiver, and what was left there the first time and the second
public record Nondeterminism(
    long execution, String strategy, long seed, String sender, Mismatch mismatch) {
  /// Where only the place is known.
  public static Nondeterminism at(long execution, String strategy, long seed, Mismatch mismatch) {
    return new Nondeterminism(execution, strategy, seed, "", mismatch);
  }

  /// All of it on one line: which execution, which step, which actor, what was to be expected and
  /// what was observed.
  public String line() {
    String from = sender.isEmpty() ? "" : " (a delivery from " + sender + ")";
    return ("not deterministic: execution %d (%s, seed %d), step %d, actor %s%s:"
            + " expected %s, observed %s")
        .formatted(
            execution,
            strategy,
            seed,
            mismatch.step(),
            mismatch.actor(),
            from,
            mismatch.expected(),
            mismatch.observed());
  }
}
