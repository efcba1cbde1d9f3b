package io.interlock.engine.check;

import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.States;
import io.interlock.engine.text.ActorNames;
import io.interlock.engine.text.OneLine;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Claims as properties of a search.
final class Claims {
  /// The property that an actor breaks by waiting when nothing can happen any more.
  static final String DEADLOCK = "deadlock";

  private static final String NO_REASON = "does not hold";
  private static final int MESSAGE_CHARS_MAX = 400;

  private Claims() {}

  /// Whoever asks is shown the states first, since a claim reads them by way of its setup.
  static Function<States, @Nullable String> judged(Claim claim, Setup setup) {
    return states -> setup.in(states, () -> broken(claim));
  }

  static Claim holding(BooleanSupplier holds) {
    return () -> {
      if (!holds.getAsBoolean()) {
        throw new AssertionError(NO_REASON);
      }
    };
  }

  private static @Nullable String broken(Claim claim) {
    try {
      claim.verify();
      return null;
    } catch (AssertionError | RuntimeException broken) {
      String why = broken.getMessage() == null ? broken.toString() : broken.getMessage();
      return OneLine.of(ActorNames.plain(why), MESSAGE_CHARS_MAX);
    }
  }

  /// Nobody of these is left when nothing can happen any more.
  static Monitor noDeadlock(Predicate<String> mustStop) {
    return Monitor.atEnd(
        DEADLOCK,
        states -> {
          List<String> waiting = states.living().stream().filter(mustStop).toList();
          return waiting.isEmpty()
              ? null
              : "nothing can happen any more, and %s %s"
                  .formatted(String.join(", ", waiting), waiting.size() == 1 ? "waits" : "wait");
        });
  }
}
