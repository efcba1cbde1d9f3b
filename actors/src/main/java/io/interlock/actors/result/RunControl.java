package io.interlock.actors.result;

import java.util.List;
import java.util.function.BooleanSupplier;

/// What the one who asked for a run hears and says while it goes on.
///
/// @param progress hears how far the run has come
/// @param stopRequested says that the run shall end at the next chance, with what it has so far
/// @param observers who else hears of a host's facts
public record RunControl(
    ProgressListener progress, BooleanSupplier stopRequested, HostObservers observers) {
  /// Nobody else hears of them.
  public RunControl(ProgressListener progress, BooleanSupplier stopRequested) {
    this(progress, stopRequested, _ -> List.of());
  }
}
