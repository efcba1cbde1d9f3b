package io.interlock.actors.host.pe;

import akka.actor.typed.Behavior;
import io.interlock.actors.host.PhysicalCpu.Command;
import io.interlock.engine.StatefulBehavior;

/// What a PE does about each message follows from its state ([PeState]).
public final class PhysicalCpuActor {
  private PhysicalCpuActor() {}

  /// A PE without threads, interrupts open.
  public static Behavior<Command> create(PeSetup setup) {
    return StatefulBehavior.of(
        sim -> new PeState(setup, new Chance(sim)),
        (sim, state, message) -> state.receive(sim, message));
  }
}
