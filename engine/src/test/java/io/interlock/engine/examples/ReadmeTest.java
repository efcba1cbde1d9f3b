package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.Engine;
import io.interlock.engine.Simulation;
import io.interlock.engine.SimulationOptions;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.conductor.Pause;
import io.interlock.engine.conductor.Wiring;
import io.interlock.engine.junit.Explore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the README of the engine shows first; a test sees to it that they are the same.
class ReadmeTest {
  private static final String SHOWN =
      """
      not overdrawn broken at step 7: less than nothing ==> expected: <true> but was: <false>
      step 7, ben to account: Withdraw[10]
      leaves the order of time at step 3, 5 deliveries from there on
      needs: step 4 (ben!timer: Ask[ben]) before step 5 (anna: Withdraw[10]) at account
        step  time | anna              | account               | ben
      ---------------------------------------------------------------------------
           0   1 s | anna!timer: timer |                       |
           1   1 s |                   | anna!timer: Ask[anna] |
           2   1 s | account: 10       |                       |
      *    3   2 s |                   |                       | ben!timer: timer
      *    4   2 s |                   | ben!timer: Ask[ben]   |
      *    5   2 s |                   | anna: Withdraw[10]    |
           6   2 s |                   |                       | account: 10
      !    7   2 s |                   | ben: Withdraw[10]     |
      """;

  sealed interface Counter {
    record Add(int n) implements Counter {}

    record Get(ActorRef<Integer> replyTo) implements Counter {}
  }

  static Behavior<Counter> counter(int sum) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Counter.Add(int n) -> counter(sum + n);
              case Counter.Get(var replyTo) -> {
                replyTo.tell(sum);
                yield Behaviors.same();
              }
            });
  }

  static Behavior<Integer> client(ActorRef<Counter> counter) {
    return Behaviors.setup(
        context -> {
          counter.tell(new Counter.Add(2));
          context.scheduleOnce(Duration.ofHours(1), counter, new Counter.Get(context.getSelf()));
          return Behaviors.receiveMessage(
              sum -> {
                context.getLog().info("after an hour: {}", sum);
                return Behaviors.stopped();
              });
        });
  }

  void main() {
    Wiring wiring = (from, to) -> from.startsWith("client") ? 5_000_000 : 0; // 5 us, in picoseconds
    try (Engine engine = new Engine(2);
        Simulation simulation =
            engine.simulation(new SimulationOptions("demo", 42, wiring, List.of()))) {
      ActorRef<Counter> counter = simulation.spawn(counter(0), "counter");
      simulation.spawn(client(counter), "client");
      Pause pause = simulation.run(); // an hour and more of virtual time, at no cost
      IO.println(pause + " at " + simulation.now() + " ps, digest " + simulation.digest());
    }
  }

  @Test
  void theSimulationRuns() {
    main();
  }

  @Explore
  void theExplorationFindsWhatTheReadmeShows(Explorer explorer) {
    AssertionError overdrawn =
        assertThrows(AssertionError.class, () -> new Withdrawals().nobodyOverdraws(explorer));
    String said = String.valueOf(overdrawn.getMessage());
    assertEquals(SHOWN, said.substring(0, Math.min(SHOWN.length(), said.length())));
  }
}
