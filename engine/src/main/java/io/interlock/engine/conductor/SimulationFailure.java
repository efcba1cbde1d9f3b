package io.interlock.engine.conductor;

/// A simulation that cannot go on: an actor threw, or somebody outside reached into it.
public final class SimulationFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// A failure without a cause of its own.
  public SimulationFailure(String message) {
    super(message);
  }

  /// A failure caused by what an actor threw.
  public SimulationFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
