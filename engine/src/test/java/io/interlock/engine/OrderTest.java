package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.conductor.Wiring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class OrderTest {
  /// The `number`-th message from `sender` to its receiver.
  private record Numbered(int sender, int number) {}

  private record Go(List<ActorRef<Object>> others, int rounds) {}

  @Property(tries = 200)
  void messagesOfOneSenderToOneReceiverKeepTheirOrder(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 5) int actors,
      @ForAll @LongRange(min = 1, max = 50) long latencyMax,
      @ForAll @LongRange(min = 1, max = 50) long spendMax) {
    Wiring wiring = (from, to) -> Math.floorMod(Objects.hash(from, to, seed), latencyMax);
    Map<String, List<Integer>> heard = new HashMap<>();
    var options = new SimulationOptions("order", seed, wiring, List.of());
    try (Simulation simulation = Engines.shared().simulation(options)) {
      List<ActorRef<Object>> all = new ArrayList<>();
      for (int i = 0; i < actors; i++) {
        all.add(simulation.spawn(chatty(i, spendMax, heard), "a" + i));
      }
      all.forEach(one -> simulation.tell(one, new Go(all, 12)));
      simulation.run();
    }
    assertEquals(actors * actors, heard.size());
    heard.forEach(
        (pair, numbers) -> assertEquals(numbers.stream().sorted().toList(), numbers, pair));
  }

  /// In each round sends to everybody at random moments of its own time, and then to itself to go
  /// on.
  private static Behavior<Object> chatty(int id, long spendMax, Map<String, List<Integer>> heard) {
    return Behaviors.setup(
        context -> {
          Sim<Object> sim = Sim.of(context);
          return Behaviors.receiveMessage(
              message -> {
                switch (message) {
                  case Go(var others, int rounds) when rounds > 0 -> {
                    for (ActorRef<Object> other : others) {
                      sim.spend(Math.floorMod(sim.random(), spendMax));
                      other.tell(new Numbered(id, 12 - rounds));
                    }
                    sim.self().tell(new Go(others, rounds - 1));
                  }
                  case Numbered(int sender, int number) -> {
                    sim.spend(Math.floorMod(sim.random(), spendMax));
                    heard.computeIfAbsent(sender + " to " + id, _ -> new ArrayList<>()).add(number);
                  }
                  default -> {}
                }
                return Behaviors.same();
              });
        });
  }
}
