package io.interlock.engine.conductor;

/// How actors come back that were saved with their world: first all of them come and wait, then
/// each goes on as what it was.
public interface Revival {
  /// The message by which the first actor of a world makes one that waits.
  Object byStage(String name);

  /// The message by which one that waits makes another below it.
  Object byActor(String name);

  /// The message by which one that waits goes on.
  ///
  /// @param behaviour of the actor that was saved
  Object goOn(Object behaviour);
}
