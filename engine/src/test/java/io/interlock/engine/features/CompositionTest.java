package io.interlock.engine.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.PoolRouter;
import akka.actor.typed.javadsl.Routers;
import io.interlock.engine.Engines;
import io.interlock.engine.Log;
import io.interlock.engine.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionTest {
  private record Price(int cents) {}

  private final List<String> heard = new ArrayList<>();

  @Test
  void aMessageAdapterTranslatesInTheSameDelivery() {
    try (Simulation simulation = Engines.simulation("adapter", 1)) {
      ActorRef<String> actor =
          simulation.spawn(
              Behaviors.<String>setup(
                  context -> {
                    ActorRef<Price> adapter =
                        context.messageAdapter(Price.class, price -> price.cents() + " cents");
                    context.spawn(
                        Behaviors.<Price>setup(
                            _ -> {
                              adapter.tell(new Price(5));
                              adapter.tell(new Price(7));
                              return Behaviors.ignore();
                            }),
                        "shop");
                    return hearing();
                  }),
              "actor");
      long before = simulation.events();
      simulation.run();
      assertEquals(2, simulation.events() - before);
      assertEquals("actor", actor.path().name());
    }
    assertEquals(List.of("5 cents", "7 cents"), heard);
  }

  @Test
  void aMonitorHearsWhatTheActorHears() {
    try (Simulation simulation = Engines.simulation("monitor", 1)) {
      Log<String> log = new Log<>();
      ActorRef<String> monitor = simulation.spawn(log.behavior(), "monitor");
      ActorRef<String> actor =
          simulation.spawn(Behaviors.monitor(String.class, monitor, hearing()), "actor");
      simulation.tell(actor, "a");
      simulation.tell(actor, "b");
      simulation.run();
      assertEquals(List.of("a", "b"), heard);
      assertEquals(List.of("a", "b"), log.all());
    }
  }

  @Test
  void loggedMessagesArriveAsWell() {
    try (Simulation simulation = Engines.simulation("logged", 1)) {
      ActorRef<String> actor = simulation.spawn(Behaviors.logMessages(hearing()), "actor");
      simulation.tell(actor, "a");
      simulation.run();
    }
    assertEquals(List.of("a"), heard);
  }

  @Test
  void aRoundRobinPoolDealsInTurn() {
    pool(1, PoolRouter::withRoundRobinRouting);
    List<String> workers = heard.stream().distinct().toList();
    assertEquals(3, workers.size());
    assertEquals(9, heard.size());
    workers.forEach(
        worker -> assertEquals(3, heard.stream().filter(worker::equals).count(), worker));
  }

  @Test
  void aRandomPoolIsAFunctionOfTheSeed() {
    List<String> first = pool(1, PoolRouter::withRandomRouting);
    assertEquals(first, pool(1, PoolRouter::withRandomRouting));
    assertNotEquals(first, pool(2, PoolRouter::withRandomRouting));
  }

  private interface Routing {
    PoolRouter<String> of(PoolRouter<String> pool);
  }

  private List<String> pool(long seed, Routing routing) {
    heard.clear();
    try (Simulation simulation = Engines.simulation("pool", seed)) {
      Behavior<String> worker =
          Behaviors.receive(
              (context, _) -> {
                heard.add(context.getSelf().path().name());
                return Behaviors.same();
              });
      ActorRef<String> pool = simulation.spawn(routing.of(Routers.pool(3, worker)), "pool");
      for (int i = 0; i < 9; i++) {
        simulation.tell(pool, "job");
      }
      simulation.run();
    }
    return List.copyOf(heard);
  }

  private Behavior<String> hearing() {
    return Behaviors.receiveMessage(
        message -> {
          heard.add(message);
          return Behaviors.same();
        });
  }
}
