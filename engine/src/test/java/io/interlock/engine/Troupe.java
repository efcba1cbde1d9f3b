package io.interlock.engine;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Actors that throw balls to each other, take pupils, send them away, and throw to them all the
/// same: a bit of all that can be saved.
final class Troupe {
  private Troupe() {}

  enum Alarm {
    LATE,
    LATER
  }

  /// What everybody knows: a lambda that nobody could write is among it.
  record Play(String name, LongSupplier theme) {
    static Play standard() {
      return new Play("the play", () -> 7);
    }
  }

  sealed interface Message {
    /// Whom one may throw to.
    record Meet(List<ActorRef<Message>> others) implements Message {}

    /// A ball, which still flies so often.
    record Ball(int left, ActorRef<Message> from) implements Message {}

    /// An alarm has rung.
    record Rung(Alarm alarm, int left) implements Message {}

    /// That was it.
    record Leave() implements Message {}
  }

  static Simulation start(Engine engine, long seed, Play play, int jugglers, int throwsEach) {
    Simulation simulation = empty(engine, seed);
    List<ActorRef<Message>> all = new ArrayList<>();
    for (int i = 0; i < jugglers; i++) {
      all.add(simulation.spawn(juggler(play, 0), "j" + i));
    }
    all.forEach(one -> simulation.tell(one, new Message.Meet(List.copyOf(all))));
    all.forEach(one -> simulation.tell(one, new Message.Ball(throwsEach, one)));
    return simulation;
  }

  static Simulation empty(Engine engine, long seed) {
    return engine.simulation(
        new SimulationOptions(
            "troupe", seed, (from, to) -> 3L * Math.abs(from.length() - to.length()), List.of()));
  }

  private static Behavior<Message> juggler(Play play, int depth) {
    return StatefulBehavior.of(
        sim -> new Hands(play, sim), (sim, hands, message) -> hands.receive(sim, message, depth));
  }

  /// A mutable state with a way back to itself, and what looks out of it.
  private static final class Hands {
    private final Play play;
    private final Memory memory;
    private final transient Map<String, Integer> caught = new HashMap<>();
    private List<ActorRef<Message>> others = List.of();
    private int pupils;

    /// An inner object: it has its outer one.
    private final class Memory {
      private final Sim<Message> sim;
      private Map<Integer, ActorRef<Message>> met = Collections.unmodifiableMap(new HashMap<>());

      private Memory(Sim<Message> sim) {
        this.sim = sim;
      }

      private void meet(ActorRef<Message> one) {
        Map<Integer, ActorRef<Message>> more = new LinkedHashMap<>(met);
        more.put(met.size() % 5, one);
        met = Collections.unmodifiableMap(more);
        others.forEach(other -> caught.merge(other.path().name(), 1, Integer::sum));
      }

      private ActorRef<Message> any() {
        return met.isEmpty() ? sim.self() : met.getOrDefault(sim.choose(met.size()), sim.self());
      }
    }

    private Hands(Play play, Sim<Message> sim) {
      this.play = play;
      this.memory = new Memory(sim);
    }

    private Hands receive(Sim<Message> sim, Message message, int depth) {
      switch (message) {
        case Message.Meet(var met) -> others = met;
        case Message.Ball(int left, var from) when left > 0 -> {
          memory.meet(from);
          sim.spend(sim.choose(9) + caught.size());
          throwOn(sim, left - 1, depth);
        }
        case Message.Rung(_, int left) -> throwOn(sim, left, depth);
        case Message.Ball _ -> {}
        case Message.Leave _ -> sim.stop();
      }
      return this;
    }

    private void throwOn(Sim<Message> sim, int left, int depth) {
      switch (sim.choose(8)) {
        case 0 -> sim.arm(Alarm.LATE, sim.choose(80), new Message.Rung(Alarm.LATE, left));
        case 1 -> {
          sim.arm(Alarm.LATER, sim.choose(500), new Message.Rung(Alarm.LATER, left));
          sim.disarm(Alarm.LATE);
        }
        case 2 -> take(sim, left, depth);
        case 3 -> memory.any().tell(new Message.Ball(left, sim.self()));
        default -> {
          long next = (sim.random() >>> 1) + play.theme().getAsLong();
          others.get((int) (next % others.size())).tell(new Message.Ball(left, memory.any()));
        }
      }
    }

    /// A pupil, who is soon sent away; what is thrown after that is lost.
    private void take(Sim<Message> sim, int left, int depth) {
      if (depth == 2) {
        return;
      }
      ActorRef<Message> pupil = sim.context().spawn(juggler(play, depth + 1), "p" + pupils++);
      pupil.tell(new Message.Meet(others));
      pupil.tell(new Message.Ball(left, sim.self()));
      if (sim.choose(2) == 0) {
        pupil.tell(new Message.Leave());
        pupil.tell(new Message.Ball(left, sim.self()));
        sim.spend(40);
        pupil.tell(new Message.Ball(left / 2, pupil));
        memory.meet(pupil);
      }
    }
  }
}
