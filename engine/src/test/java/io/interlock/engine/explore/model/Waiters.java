package io.interlock.engine.explore.model;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.States;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Three small systems in which somebody may wait for ever, each with its repair.
public final class Waiters {
  private Waiters() {}

  private enum Mind {
    WAITS,
    GLAD
  }

  private static @Nullable String waits(States states, String actor) {
    return states.of(actor) == Mind.WAITS ? actor + " waits" : null;
  }

  private static Monitor noLongWait(String actor) {
    return Monitor.eventually("progress", states -> waits(states, actor));
  }

  // Starvation.

  private sealed interface Desk {
    record Wanted(ActorRef<Turn> client) implements Desk {}

    /// Gives back what it holds, and wants it again.
    record Again(ActorRef<Turn> client) implements Desk {}
  }

  private enum Turn {
    YOURS,
    OVER
  }

  private record Line(boolean taken, List<ActorRef<Turn>> waiting) {
    Line with(ActorRef<Turn> client) {
      return new Line(taken, Stream.concat(waiting.stream(), Stream.of(client)).toList());
    }

    Line serveFirst() {
      if (taken || waiting.isEmpty()) {
        return this;
      }
      waiting.getFirst().tell(Turn.YOURS);
      return new Line(true, waiting.subList(1, waiting.size()).stream().toList());
    }
  }

  /// Two clients share a thing, and never have enough. Barging, whoever gives it back has it again
  /// before anybody who waits.
  public static Scene sharing(boolean barging) {
    return Scene.of(
            "sharing",
            opening -> {
              ActorRef<Desk> desk = opening.spawn(desk(barging), "desk");
              for (String name : List.of("ann", "bob")) {
                ActorRef<Turn> client = opening.spawn(client(desk), name);
                opening.tell(name + "-wish", desk, new Desk.Wanted(client));
              }
            })
        .holding(() -> List.of(noLongWait("ann"), noLongWait("bob")));
  }

  private static Behavior<Desk> desk(boolean barging) {
    return StatefulBehavior.of(
        _ -> new Line(false, List.of()),
        (_, line, message) ->
            switch (message) {
              case Desk.Wanted(var client) -> line.with(client).serveFirst();
              case Desk.Again(var client) when barging -> {
                client.tell(Turn.YOURS);
                yield line;
              }
              case Desk.Again(var client) ->
                  new Line(false, line.waiting()).with(client).serveFirst();
            });
  }

  private static Behavior<Turn> client(ActorRef<Desk> desk) {
    return StatefulBehavior.of(
        _ -> Mind.WAITS,
        (sim, _, turn) ->
            switch (turn) {
              case YOURS -> {
                sim.context().getSelf().tell(Turn.OVER);
                yield Mind.GLAD;
              }
              case OVER -> {
                desk.tell(new Desk.Again(sim.self()));
                yield Mind.WAITS;
              }
            });
  }

  // A lost wake-up.

  private sealed interface Bell {
    record Ask(ActorRef<Boolean> sleeper) implements Bell {}

    record Subscribe(ActorRef<Boolean> sleeper) implements Bell {}

    record Ring() implements Bell {}
  }

  private record Tower(boolean rang, @Nullable ActorRef<Boolean> subscriber) {}

  /// A sleeper asks whether a bell has rung, and else wants to be told. Deaf, the bell does not
  /// look again when it promises to tell.
  public static Scene sleeping(boolean deaf) {
    return Scene.of(
            "sleeping",
            opening -> {
              ActorRef<Bell> bell = opening.spawn(bell(deaf), "bell");
              opening.spawn(sleeper(bell), "sleeper");
              opening.tell("ringer", bell, new Bell.Ring());
            })
        .holding(() -> List.of(noLongWait("sleeper")));
  }

  private static Behavior<Bell> bell(boolean deaf) {
    return StatefulBehavior.of(
        _ -> new Tower(false, null),
        (_, tower, message) ->
            switch (message) {
              case Bell.Ask(var sleeper) -> {
                sleeper.tell(tower.rang());
                yield tower;
              }
              case Bell.Subscribe(var sleeper) -> {
                if (tower.rang() && !deaf) {
                  sleeper.tell(true);
                }
                yield new Tower(tower.rang(), sleeper);
              }
              case Bell.Ring _ -> {
                if (tower.subscriber() != null) {
                  tower.subscriber().tell(true);
                }
                yield new Tower(true, tower.subscriber());
              }
            });
  }

  private static Behavior<Boolean> sleeper(ActorRef<Bell> bell) {
    return StatefulBehavior.of(
        sim -> {
          bell.tell(new Bell.Ask(sim.self()));
          return Mind.WAITS;
        },
        (sim, mind, rang) -> {
          if (rang) {
            return Mind.GLAD;
          }
          bell.tell(new Bell.Subscribe(sim.self()));
          return mind;
        });
  }

  // Livelock.

  private sealed interface Door {
    record Meet(ActorRef<Door> other) implements Door {}

    record AfterYou(ActorRef<Door> other) implements Door {}

    record Thanks() implements Door {}
  }

  /// Two meet at a door. Both polite, each lets the other go first; else one of them goes.
  public static Scene meeting(boolean bothPolite) {
    return Scene.of(
            "meeting",
            opening -> {
              ActorRef<Door> ann = opening.spawn(guest(true), "ann");
              ActorRef<Door> bob = opening.spawn(guest(bothPolite), "bob");
              opening.tell("fate", ann, new Door.Meet(bob));
            })
        .holding(() -> List.of(noLongWait("ann"), noLongWait("bob")));
  }

  private static Behavior<Door> guest(boolean polite) {
    return StatefulBehavior.of(
        _ -> Mind.WAITS,
        (sim, _, message) ->
            switch (message) {
              case Door.Meet(var other) -> {
                other.tell(new Door.AfterYou(sim.self()));
                yield Mind.WAITS;
              }
              case Door.AfterYou(var other) when polite -> {
                other.tell(new Door.AfterYou(sim.self()));
                yield Mind.WAITS;
              }
              case Door.AfterYou(var other) -> {
                other.tell(new Door.Thanks());
                yield Mind.GLAD;
              }
              case Door.Thanks _ -> Mind.GLAD;
            });
  }
}
