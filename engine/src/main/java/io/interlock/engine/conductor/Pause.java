package io.interlock.engine.conductor;

/// Why a run came back.
public enum Pause {
  /// Nothing is pending: no message, no alarm, no timer.
  QUIESCENT,
  /// Everything up to the asked time has happened.
  HORIZON,
  /// Somebody asked the run to stop.
  INTERRUPTED
}
