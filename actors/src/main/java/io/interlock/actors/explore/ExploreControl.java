package io.interlock.actors.explore;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// How a caller follows a search and ends it.
///
/// @param progress told now and then how far it is
/// @param stopped asked whether to end it with what it has
/// @param nanos the clock on the wall, for the caller's information only
public record ExploreControl(
    Consumer<Progress> progress, BooleanSupplier stopped, LongSupplier nanos) {
  /// How far a search is.
  ///
  /// @param seen executions, or states where those are counted
  /// @param deliveries steps in all
  /// @param violations kinds of violation found so far
  public record Progress(long seen, long deliveries, int violations, long wallNanos) {}
}
