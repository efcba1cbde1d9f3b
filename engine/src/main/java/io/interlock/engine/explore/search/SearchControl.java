package io.interlock.engine.explore.search;

import java.util.function.BooleanSupplier;

/// How a caller follows a search and ends it.
///
/// @param progress told now and then how far it is
/// @param stopped asked whether to end it with what it has
public record SearchControl(Progress progress, BooleanSupplier stopped) {
  /// Nobody listens, and the search goes on to its end.
  public static final SearchControl NONE = new SearchControl((_, _) -> {}, () -> false);

  /// Hears how far a search is.
  @FunctionalInterface
  public interface Progress {
    /// Hears it on the searching thread.
    ///
    /// @param seen executions, or states where those are counted
    /// @param deliveries steps in all
    void at(long seen, long deliveries);
  }
}
