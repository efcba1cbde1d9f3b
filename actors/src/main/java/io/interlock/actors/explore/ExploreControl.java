package io.interlock.actors.explore;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// How a caller follows a search and ends it.
///
/// @param progress told now and then how far it is
/// @param stopped asked whether to end it with what it has
public record ExploreControl(Consumer<Progress> progress, BooleanSupplier stopped) {
  /// How far a search is.
  ///
  /// @param seen executions, or states where those are counted
  /// @param deliveries steps in all
  /// @param violations kinds of violation found so far
  public record Progress(long seen, long deliveries, int violations, long wallNanos) {}
}
