package io.interlock.engine.explore.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What sampling came to.
///
/// @param executions run, those before the first violation and itself if that stopped the search
/// @param deliveries in all of them
/// @param failed executions that broke a property
/// @param cut executions that reached their bound of steps without a judgement
/// @param finds the first violation of each property, in the order of executions
/// @param nondeterminism how an execution came out otherwise the second time, or null; it ends the
///     search
/// @param tallies what each strategy did, in the order of the rotation
/// @param end why the search stopped
public record Sampled(
    long executions,
    long deliveries,
    long failed,
    long cut,
    List<Find> finds,
    @Nullable Nondeterminism nondeterminism,
    List<Tally> tallies,
    End end) {
  public Sampled {
    finds = List.copyOf(finds);
    tallies = List.copyOf(tallies);
  }

  /// Why a search stopped.
  public enum End {
    /// All executions were run.
    EXECUTIONS,
    /// A violation was found, and the first was to be the last.
    FOUND,
    /// The same execution did not come out the same.
    NONDETERMINISM,
    /// The time was up.
    TIME,
    /// The calling thread was interrupted.
    INTERRUPTED
  }

  /// What one strategy did.
  ///
  /// @param coverage orderings, as in [#coverage], that it was the first to show
  public record Tally(
      String strategy, long executions, long deliveries, long failed, long coverage) {}

  /// How many orderings were seen: pairs of events that follow each other at one actor.
  public long coverage() {
    return tallies.stream().mapToLong(Tally::coverage).sum();
  }
}
