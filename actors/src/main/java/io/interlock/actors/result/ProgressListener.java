package io.interlock.actors.result;

/// Hears how a run goes on. It is called from the thread that runs the simulation, as often as that
/// likes: once in some milliseconds is plenty.
@FunctionalInterface
public interface ProgressListener {
  /// The run has come this far.
  void progressed(Progress progress);
}
