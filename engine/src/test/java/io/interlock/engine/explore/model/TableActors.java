package io.interlock.engine.explore.model;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.model.Table.Effect;
import io.interlock.engine.explore.model.Table.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A [Table] as real actors, one for each of its rows, to be searched like any others.
public final class TableActors {
  private TableActors() {}

  private enum Key {
    ALARM
  }

  /// @param life how many more messages may follow this one
  private record Letter(int kind, int life) {}

  private record Row(int state) {}

  private record Broke(String property) {}

  /// Whether actors can do all of it: they cannot read each other's states, and stop only
  /// themselves. Timers for others are Akka's, which no search can save.
  public static boolean canPlay(Table table) {
    for (int actor = 0; actor < table.actors(); actor++) {
      for (Effect effect : table.effectsOf(actor)) {
        boolean playable =
            switch (effect) {
              case Effect.Send _, Effect.Arm _, Effect.Disarm _ -> true;
              case Effect.Stop(int who) -> who == actor;
              case Effect.StartTimer _, Effect.CancelTimer _, Effect.Look _ -> false;
            };
        if (!playable) {
          return false;
        }
      }
    }
    return true;
  }

  /// The scene that begins with the letters of the table on their way.
  public static Scene scene(Table table) {
    return Scene.of(
            "table",
            opening -> {
              List<ActorRef<Letter>> actors = new ArrayList<>();
              for (int actor = 0; actor < table.actors(); actor++) {
                actors.add(opening.spawn(row(table, actor, actors), "a" + actor));
              }
              for (Table.Letter letter : table.letters()) {
                opening.tell(
                    "outside" + letter.source(),
                    actors.get(letter.to()),
                    new Letter(letter.kind(), table.lives()));
              }
            })
        .holding(() -> monitors(table))
        .oneSender(name -> name.startsWith("a") && table.hasOneSender(numberOf(name)));
  }

  private static int numberOf(String name) {
    return Integer.parseInt(name.substring(1));
  }

  private static Behavior<Letter> row(Table table, int actor, List<ActorRef<Letter>> actors) {
    return StatefulBehavior.of(
        _ -> new Row(0),
        (sim, row, letter) -> {
          Outcome outcome = table.rules()[actor][row.state()][letter.kind()];
          act(sim, outcome, letter.life(), actors);
          while (!outcome.more().isEmpty()) {
            outcome = outcome.more().get(sim.choose(outcome.more().size()));
            act(sim, outcome, letter.life(), actors);
          }
          return new Row(outcome.state());
        });
  }

  private static void act(
      Sim<Letter> sim, Outcome outcome, int life, List<ActorRef<Letter>> actors) {
    if (outcome.breaks() != null) {
      sim.state(new Broke(outcome.breaks()));
    }
    for (Effect effect : outcome.effects()) {
      switch (effect) {
        case Effect.Send(int to, int kind) when life > 1 ->
            actors.get(to).tell(new Letter(kind, life - 1));
        case Effect.Arm(int kind) when life > 1 ->
            sim.arm(Key.ALARM, 0, new Letter(kind, life - 1));
        case Effect.Arm _, Effect.Disarm _ -> sim.disarm(Key.ALARM);
        case Effect.Stop _ -> sim.stop();
        default -> {}
      }
    }
  }

  private static List<Monitor> monitors(Table table) {
    Stream<Monitor> whole = Stream.of("p0", "p1", "p2").map(Breach::new);
    Monitor end = Monitor.atEnd("end", states -> badEnd(table, states));
    return Stream.concat(whole, Stream.of(end)).toList();
  }

  private static @Nullable String badEnd(Table table, States states) {
    return states.of("a0") instanceof Row(int state) && state == table.badEnd()
        ? "ends badly"
        : null;
  }

  /// Broken as soon as an actor says so, which is the end of the execution.
  private static final class Breach implements Monitor {
    private final String property;
    private boolean broken;

    private Breach(String property) {
      this.property = property;
    }

    @Override
    public String property() {
      return property;
    }

    @Override
    public void stated(long atPicos, String actor, Object fact) {
      broken |= fact instanceof Broke(String name) && name.equals(property);
    }

    @Override
    public @Nullable String broken(States states) {
      return broken ? "an actor broke it" : null;
    }

    @Override
    public @Nullable String brokenAtEnd(States states) {
      return null;
    }

    @Override
    public Monitor copy() {
      Breach copy = new Breach(property);
      copy.broken = broken;
      return copy;
    }

    @Override
    public long stableHash() {
      return broken ? 1 : 0;
    }
  }
}
