package io.interlock.engine.check;

import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.search.Searches;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a test fails with.
final class Complaint {
  private Complaint() {}

  /// The text, or null where there is nothing to complain of.
  static @Nullable String of(Explored explored, @Nullable Path replayed) {
    Nondeterminism hidden = explored.nondeterminism();
    if (hidden != null) {
      return hidden.line();
    }
    Broken broken = explored.broken();
    if (broken != null) {
      return broken.explanation() + (replayed == null ? found(explored, broken) : explored.end());
    }
    if (explored.unended()) {
      return "no end: an execution goes on after all its steps and as many in fair order; "
          + explored.summary()
          + "; allowed: with endless = true, which then judges no end";
    }
    boolean cut =
        replayed == null && Searches.isProof(explored.strategy()) && !explored.exhausted();
    return cut ? "not proven: " + explored.summary() : null;
  }

  private static String found(Explored explored, Broken broken) {
    return """
        found by %s, seed %d, in execution %d; shrunk from %d deliveries to %d
        again: @Explore(replay = "%s")
        """
        .formatted(
            explored.strategy(),
            explored.seed(),
            broken.execution(),
            broken.length(),
            broken.shrunk().listed(),
            broken.file().toString().replace('\\', '/'));
  }
}
