package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;

/// Actors that pass a rumour on to each other: chance, cost, alarms, children, watches in one
/// place.
final class Rumour {
  private Rumour() {}

  enum Nap {
    SHORT
  }

  sealed interface Message {
    /// Whom one may talk to.
    record Meet(List<ActorRef<Message>> others) implements Message {}

    /// The rumour, which still goes through so many mouths.
    record Hear(int left) implements Message {}

    /// A nap is over.
    record Wake(int left) implements Message {}

    /// A child has said its part.
    record Gone() implements Message {}
  }

  /// Runs `people` actors until the rumour is dead; the digest says everything about the run.
  static String digest(Engine engine, long seed, int people, int mouths) {
    try (Simulation simulation = start(engine, seed, people, mouths)) {
      simulation.run();
      return simulation.digest();
    }
  }

  static Simulation start(Engine engine, long seed, int people, int mouths) {
    SimulationOptions options =
        new SimulationOptions(
            "rumour", seed, (from, to) -> 10L * Math.abs(from.length() - to.length()), List.of());
    Simulation simulation = engine.simulation(options);
    List<ActorRef<Message>> all = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      all.add(simulation.spawn(person(), "p" + "o".repeat(i)));
    }
    all.forEach(one -> simulation.tell(one, new Message.Meet(List.copyOf(all))));
    simulation.tell(all.getFirst(), new Message.Hear(mouths));
    return simulation;
  }

  private static Behavior<Message> person() {
    return StatefulBehavior.of(_ -> List.of(), Rumour::handle);
  }

  private static List<ActorRef<Message>> handle(
      Sim<Message> sim, List<ActorRef<Message>> others, Message message) {
    sim.context().getLog().debug("{} at {} ps", message, sim.now());
    switch (message) {
      case Message.Meet(var met) -> {
        return met;
      }
      case Message.Hear(int left) when left > 0 -> {
        sim.spend(sim.choose(5));
        if (sim.choose(4) == 0) {
          sim.arm(Nap.SHORT, sim.choose(100), new Message.Wake(left - 1));
        } else {
          pass(sim, others, left - 1);
        }
      }
      case Message.Wake(int left) -> pass(sim, others, left);
      case Message.Hear _, Message.Gone _ -> {}
    }
    return others;
  }

  private static void pass(Sim<Message> sim, List<ActorRef<Message>> others, int left) {
    others.get(sim.choose(others.size())).tell(new Message.Hear(left));
    if (left % 16 == 0) {
      ActorRef<Message> child = sim.context().spawnAnonymous(Behaviors.stopped());
      sim.context().watchWith(child, new Message.Gone());
      others.getLast().tell(new Message.Hear(left / 2));
    }
  }
}
