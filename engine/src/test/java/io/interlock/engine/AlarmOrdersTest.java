package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.Dpor;
import io.interlock.engine.explore.proof.DporOptions;
import io.interlock.engine.explore.proof.DporResult;
import io.interlock.engine.explore.proof.Ending;
import io.interlock.engine.explore.proof.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Of the alarms of one actor only those ring that are due first, so one that is armed or taken
/// back decides whether others can.
class AlarmOrdersTest {
  private static final Engine ENGINE = new Engine(1);
  private static final String CLOCK = "clock";

  private enum Key {
    A,
    B,
    C
  }

  /// Does what its letters say: `a` disarms A, `A3` arms it for 3 picoseconds from now.
  private record Order(String letters) {}

  private record Log(String text) {}

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static Behavior<Order> clock() {
    return StatefulBehavior.of(
        _ -> new Log(""),
        (sim, log, order) -> {
          String letters = order.letters();
          for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            Key key = Key.valueOf(String.valueOf(Character.toUpperCase(letter)));
            if (Character.isLowerCase(letter)) {
              sim.disarm(key);
            } else {
              long delay = (long) letters.charAt(++i) - '0';
              sim.arm(key, delay, new Order(""));
            }
          }
          return new Log(log.text() + "," + (letters.isEmpty() ? sim.now() : letters));
        });
  }

  /// All outcomes are put into `logs`.
  private static Scene scene(List<String> orders, Set<String> logs) {
    Monitor outcomes =
        Monitor.atEnd(
            "outcomes",
            states -> {
              logs.add(((Log) java.util.Objects.requireNonNull(states.of(CLOCK))).text());
              return null;
            });
    return Scene.of(
            "alarms",
            opening -> {
              ActorRef<Order> clock = opening.spawn(clock(), CLOCK);
              for (int i = 0; i < orders.size(); i++) {
                opening.tell("sender" + i, clock, new Order(orders.get(i)));
              }
            })
        .holding(() -> List.of(outcomes));
  }

  private static Set<String> byBruteForce(List<String> orders) {
    Set<String> logs = new TreeSet<>();
    try (World world = ENGINE.world(scene(orders, logs))) {
      visit(world);
    }
    return logs;
  }

  private static void visit(World world) {
    if (world.enabledCount() == 0) {
      world.end();
      return;
    }
    World.Saved here = world.save();
    List<Integer> channels = new ArrayList<>();
    for (int i = 0; i < world.enabledCount(); i++) {
      channels.add(world.enabled(i));
    }
    for (int channel : channels) {
      world.load(here);
      world.step(channel, Choices.FIRST);
      visit(world);
    }
  }

  private static void requireAll(List<String> orders, boolean snapshots) {
    Set<String> logs = new TreeSet<>();
    try (World world = ENGINE.world(scene(orders, logs))) {
      var options = new DporOptions(true, snapshots, Long.MAX_VALUE, 1_000);
      DporResult result = new Dpor(world, options).run(Progress.NONE);
      assertEquals(Ending.EXHAUSTED, result.ending());
      assertEquals(0, result.blocked(), "blocked executions of " + orders);
    }
    assertEquals(byBruteForce(orders), logs, orders::toString);
  }

  @ParameterizedTest
  @CsvSource({"A9,B1", "A1B9,a", "A1B9,A9", "A5,B5", "A1B2C3,ab", "A9,B1,C2"})
  void everyOrderOfAlarmsIsTried(String first, String second) {
    requireAll(List.of(first, second), true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyOrderOfGeneratedAlarmsIsTried(boolean snapshots) {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<String> orders = new ArrayList<>();
      for (int sender = 0; sender < 2 + random.nextInt(2); sender++) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
          Key key = Key.values()[random.nextInt(3)];
          letters.append(
              random.nextInt(3) == 0
                  ? key.name().toLowerCase(Locale.ROOT)
                  : key.name() + random.nextInt(4));
        }
        orders.add(letters.toString());
      }
      requireAll(orders, snapshots);
    }
  }
}
