package io.interlock.engine.explore.counterexample;

import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import org.jspecify.annotations.Nullable;

/// What a strict replay of a counterexample came to.
///
/// @param observed what was broken, or null
/// @param difference in one line, where the execution was another one or broke something else; null
///     where it was the same
public record Reproduction(@Nullable Violation observed, @Nullable String difference) {
  /// Replays `counterexample` to the letter: the same deliveries, the same hash after each of them,
  /// the same violation at the same step. Edits of the file are found here.
  public static Reproduction of(World world, Counterexample counterexample) {
    long[] hashes = counterexample.stepHashes().stream().mapToLong(Long::longValue).toArray();
    Replay.Result result = new Replay(world).strict(counterexample.schedule(), hashes);
    return new Reproduction(result.violation(), difference(world, counterexample, result));
  }

  private static @Nullable String difference(
      World world, Counterexample expected, Replay.Result result) {
    Replay.Mismatch mismatch = result.mismatch();
    if (mismatch != null) {
      return differs(
          "step " + mismatch.step() + " at " + mismatch.actor(),
          mismatch.expected(),
          mismatch.observed());
    }
    int failedAt = world.violation() == null ? result.steps() : result.steps() - 1;
    // Judged at the end, it is not the last step that broke it.
    if (failedAt != expected.failingStep() || !expected.violation().equals(result.violation())) {
      return differs(
          "step " + expected.failingStep(),
          described(expected.violation()),
          result.violation() == null
              ? "nothing is broken"
              : described(result.violation()) + " at step " + failedAt);
    }
    String digest =
        Counterexample.digest(expected.schedule(), expected.stepHashes(), expected.violation());
    return digest.equals(expected.digest()) ? null : differs("digest", expected.digest(), digest);
  }

  private static String described(Violation violation) {
    return violation.property() + " (" + violation.message() + ")";
  }

  private static String differs(String place, String expected, String observed) {
    return place + ": expected " + expected + ", observed " + observed;
  }
}
