package io.interlock.engine.conductor;

import io.interlock.engine.text.OneLine;

/// A simulation that cannot go on: an actor threw, or somebody outside reached into it.
public final class SimulationFailure extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MESSAGE_CHARS_MAX = 160;
  private static final String NOT_ADOPTED =
      " (Akka's Java futures were in use before the first Engine, so ask replies on such a thread)";

  private final String actor;

  private SimulationFailure(String actor, String message) {
    super(message);
    this.actor = actor;
  }

  /// What `actor` of one simulation did to another.
  static SimulationFailure ofMeddling(String actor, String home, String did) {
    return new SimulationFailure(
        actor,
        "actor %s of simulation %s %s; simulations share nothing".formatted(actor, home, did));
  }

  /// What the calling thread, which conducts no simulation, did to `actor` of one.
  static SimulationFailure ofIntrusion(String actor, String world, String did) {
    String line =
        ("thread %s %s to %s of simulation %s from outside;"
                + " only its own actors and Simulation.tell may")
            .formatted(Thread.currentThread().getName(), did, actor, world);
    return new SimulationFailure(actor, JavaFutures.adopted() ? line : line + NOT_ADOPTED);
  }

  /// What `actor` threw on a message, of which the beginning is told if it is long.
  ///
  /// @param when at which point of the run, with a blank in front; or empty
  public static SimulationFailure of(String actor, String when, Object message, Throwable cause) {
    String on = OneLine.of(String.valueOf(message), MESSAGE_CHARS_MAX);
    return new SimulationFailure(
        actor, "actor %s failed%s on %s: %s".formatted(actor, when, on, cause), cause);
  }

  /// A failure of `actor`, by its stable name, caused by what it threw.
  public SimulationFailure(String actor, String message, Throwable cause) {
    super(message, cause);
    this.actor = actor;
  }

  /// The stable name of the actor that failed, or was reached.
  public String actor() {
    return actor;
  }
}
