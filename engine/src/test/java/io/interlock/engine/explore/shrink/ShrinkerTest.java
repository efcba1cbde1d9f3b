package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.TinyWorld;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final String STEP = "tiny";
  private static final String END = "tiny-end";

  /// A door that is opened, entered and closed from outside, and an echo that has nothing to do
  /// with it. To enter after it was closed is wrong.
  private static class Door implements TinyWorld.Script {
    boolean open;
    @Nullable String wrong;

    @Override
    public void begin(TinyWorld world) {
      world.send("!open", "door", "open");
      world.send("!enter", "door", "enter");
      world.send("!close", "door", "close");
      for (int i = 0; i < 3; i++) {
        world.send("!noise", "echo", "hello");
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      switch ((String) message) {
        case "open" -> open = choices.choose(2) == 0;
        case "close" -> open = false;
        case "hello" -> world.send("echo", "wall", "echo");
        case "enter" -> wrong = open ? null : "entered a closed door";
        default -> {}
      }
    }

    @Override
    public @Nullable String wrong() {
      return wrong;
    }
  }

  private static final Decision OPEN = delivery("!open", "door");
  private static final Decision ENTER = delivery("!enter", "door");
  private static final Decision CLOSE = delivery("!close", "door");
  private static final Decision NOISE = delivery("!noise", "echo");
  private static final Decision ECHO = delivery("echo", "wall");

  @Test
  void whatDoesNotMatterIsLeftOut() {
    Shrunk shrunk = shrink(Door::new, STEP, NOISE, NOISE, ECHO, OPEN, CLOSE, NOISE, ECHO, ENTER);
    assertEquals(List.of(ENTER), shrunk.schedule());
    assertEquals(1, shrunk.listed());
    assertEquals(1, shrunk.length().deliveries());
    assertTrue(shrunk.oneMinimal());
    assertFalse(shrunk.atEnd());
  }

  @Test
  void anOrderThatIsNeededIsAnEssentialRace() {
    Shrunk shrunk = shrink(Door::new, STEP, NOISE, ECHO, ENTER);
    assertEquals(
        List.of(new EssentialRace(0, EssentialRace.NEVER, "!open", "door")), shrunk.races());
    assertTrue(shrunk.racesComplete());
  }

  /// As a door that is open in the beginning.
  private static final class OpenDoor extends Door {
    OpenDoor() {
      open = true;
    }
  }

  @Test
  void bothDeliveriesOfARaceAreNamedWhereBothAreListed() {
    Shrunk shrunk = shrink(OpenDoor::new, STEP, NOISE, OPEN, CLOSE, ECHO, ENTER);
    assertEquals(List.of(CLOSE, ENTER), shrunk.schedule());
    assertEquals(
        List.of(
            new EssentialRace(0, 1, "!enter", "door"),
            new EssentialRace(1, EssentialRace.NEVER, "!open", "door")),
        shrunk.races());
  }

  /// Three deliveries to one actor in the wrong order break one property, any other order of the
  /// first two another one that is only seen at the end.
  private static final class TwoProperties implements TinyWorld.Script {
    private final StringBuilder seen = new StringBuilder();

    @Override
    public void begin(TinyWorld world) {
      for (String name : List.of("a", "b", "c")) {
        world.send(name, "hub", name);
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      seen.append(message);
    }

    @Override
    public @Nullable String wrong() {
      return seen.toString().startsWith("c") ? "c came first" : null;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return seen.toString().endsWith("a") ? "a came last" : null;
    }
  }

  @Test
  void noOtherPropertyTakesThePlaceOfTheOneThatWasFound() {
    Decision a = delivery("a", "hub");
    Decision b = delivery("b", "hub");
    Decision c = delivery("c", "hub");
    // To leave out b would break the other property, with one delivery.
    Shrunk shrunk = shrink(TwoProperties::new, END, b, c, a);
    assertEquals(END, shrunk.violation().property());
    assertEquals(List.of(b, c, a), shrunk.schedule());
  }

  @Test
  void whatIsJudgedAtTheEndNeedsOnlyTheDecisionsThatAreNotByDefault() {
    Decision a = delivery("a", "hub");
    Decision b = delivery("b", "hub");
    Decision c = delivery("c", "hub");
    Shrunk shrunk = shrink(TwoProperties::new, END, b, c, a);
    assertTrue(shrunk.atEnd());
    assertEquals(2, shrunk.listed());
    Replay replay = new Replay(new TinyWorld(TwoProperties::new));
    Replay.Result again = replay.lenient(shrunk.schedule().subList(0, shrunk.listed()), 100);
    assertEquals(shrunk.violation(), again.violation());
    assertEquals(List.of(b, c, a), replay.taken());
  }

  /// A receiver that chooses a number from 0 to 99 for each message; 42 and more is wrong.
  private static final class Chooser implements TinyWorld.Script {
    private int chosen;

    @Override
    public void begin(TinyWorld world) {
      world.send("a", "chooser", "go");
      world.send("a", "chooser", "go");
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      choices.choose(10);
      chosen = choices.choose(100);
    }

    @Override
    public @Nullable String wrong() {
      return chosen >= 42 ? "too much" : null;
    }
  }

  @Test
  void choicesBecomeAsSmallAsTheyCan() {
    Shrunk shrunk =
        shrink(Chooser::new, STEP, delivery("a", "chooser", 3, 7), delivery("a", "chooser", 9, 99));
    assertEquals(List.of(delivery("a", "chooser", 0, 42)), shrunk.schedule());
    assertEquals(42, shrunk.length().choices());
  }

  /// A desk that gives each job to a worker of its own, in the order in which they come. To finish
  /// the job of b is wrong.
  private static final class Desk implements TinyWorld.Script {
    private int workers;
    private @Nullable String wrong;

    @Override
    public void begin(TinyWorld world) {
      world.send("!a", "desk", "a");
      world.send("!b", "desk", "b");
      for (int i = 0; i < 6; i++) {
        world.send("!noise" + i, "wall", "noise");
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      switch (message) {
        case String job when receiver.equals("desk") ->
            world.send("desk", "worker" + workers++, job);
        case String job when job.equals("b") -> world.send(receiver, receiver, 6);
        case Integer left when left > 0 -> world.send(receiver, receiver, left - 1);
        case Integer _ -> wrong = "it is finished";
        default -> {}
      }
    }

    @Override
    public @Nullable String wrong() {
      return wrong;
    }
  }

  @Test
  void anotherActorOfTheSameRoleDoesWhatALeftOutDeliveryMakesItDo() {
    Decision[] schedule = new Decision[10];
    Arrays.fill(schedule, delivery("worker1", "worker1"));
    schedule[0] = delivery("!a", "desk");
    schedule[1] = delivery("!b", "desk");
    schedule[2] = delivery("desk", "worker1");
    Shrunk shrunk = shrink(Desk::new, STEP, schedule);
    assertEquals(9, shrunk.listed());
    assertEquals(delivery("desk", "worker0"), shrunk.schedule().get(1));
  }

  /// Two actors with three messages each. That y begins and x ends is wrong, and so, under another
  /// name, is anything that comes to its end.
  private static final class Counters implements TinyWorld.Script {
    private final StringBuilder seen = new StringBuilder();

    @Override
    public void begin(TinyWorld world) {
      for (int i = 0; i < 3; i++) {
        world.send("!x", "x", i);
        world.send("!y", "y", i);
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      seen.append(receiver);
    }

    @Override
    public @Nullable String wrong() {
      String all = seen.toString();
      boolean ends = all.length() == 6 && all.startsWith("y") && all.endsWith("x");
      return ends ? "y began and x ended" : null;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return "over";
    }
  }

  private static final Decision X = delivery("!x", "x");
  private static final Decision Y = delivery("!y", "y");

  @Test
  void theOrderThatRemainsChangesTheActorAsSeldomAsPossible() {
    Shrunk shrunk = shrink(Counters::new, STEP, Y, X, Y, X, Y, X);
    assertEquals(List.of(Y, Y, Y, X, X, X), shrunk.schedule());
    assertEquals(new Length(6, 0, 6, 1), shrunk.length());
  }

  @Test
  void theDefaultOrderIsKeptAsLongAsPossible() {
    // Whatever its order, it breaks the same at its end.
    Shrunk shrunk = shrink(Counters::new, END, X, X, X, Y, Y, Y);
    assertEquals(List.of(X, Y, X, Y, X, Y), shrunk.schedule());
    assertEquals(new Length(0, 0, 0, 0), shrunk.length());
  }

  /// The third message to x makes it send to w in two ways, of which the second must not be
  /// faster. n has nothing to do with it.
  private static final class Overtaking implements TinyWorld.Script {
    private int seenByX;
    private @Nullable String first;

    @Override
    public void begin(TinyWorld world) {
      for (int i = 0; i < 3; i++) {
        world.send("!n", "n", i);
        world.send("!x", "x", i);
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      if (receiver.equals("x") && ++seenByX == 3) {
        world.send("x", "w", "slowly");
        world.send("x'", "w", "fast");
      } else if (receiver.equals("w") && first == null) {
        first = sender;
      }
    }

    @Override
    public @Nullable String wrong() {
      return "x'".equals(first) ? "overtaken" : null;
    }
  }

  @Test
  void theDefaultOrderIsLeftAsLateAsCanBe() {
    Decision n = delivery("!n", "n");
    Decision fast = delivery("x'", "w");
    List<Decision> found = List.of(X, X, n, X, fast);
    Shrunk few = shrink(Overtaking::new, STEP, found.toArray(Decision[]::new));
    assertEquals(List.of(X, X, X, fast), few.schedule());
    assertEquals(new Length(4, 0, 4, 1), few.length());
    Shrunk late =
        new Shrinker(new TinyWorld(Overtaking::new), ShrinkAim.LATEST_DEPARTURE)
            .shrink(found, STEP);
    assertEquals(List.of(n, X, n, X, n, X, fast), late.schedule());
    assertEquals(new Length(7, 0, 1, 6), late.length());
    assertEquals(List.of(new EssentialRace(6, EssentialRace.NEVER, "x", "w")), late.races());
  }

  @Test
  void whatTheDefaultOrderBreaksByItselfHasNoDeparture() {
    Shrunk shrunk =
        new Shrinker(new TinyWorld(Counters::new), ShrinkAim.LATEST_DEPARTURE)
            .shrink(List.of(X, X, X, Y, Y, Y), END);
    assertEquals(0, shrunk.length().afterDeparture());
    assertEquals(List.of(X, Y, X, Y, X, Y), shrunk.schedule());
  }

  @Test
  void theBudgetIsKept() {
    Decision[] long100 = new Decision[8];
    for (int i = 0; i < 8; i++) {
      long100[i] = i < 7 ? (i % 2 == 0 ? NOISE : ECHO) : ENTER;
    }
    Shrunk shrunk =
        new Shrinker(
                new TinyWorld(Door::new), ShrinkAim.FEWEST_DELIVERIES, new ShrinkBudget(4, 1000))
            .shrink(List.of(long100), STEP);
    assertTrue(shrunk.replays() <= 4, "replays " + shrunk.replays());
    assertFalse(shrunk.oneMinimal());
    assertFalse(shrunk.racesComplete());
    assertEquals(STEP, shrunk.violation().property());
  }

  @Test
  void aScheduleThatBreaksSomethingElseIsRefused() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> shrink(Door::new, "no-such-property", ENTER));
    assertEquals(
        "the schedule breaks tiny when it is replayed; allowed: one that breaks no-such-property",
        refused.getMessage());
  }

  @Test
  void theResultReplaysToTheLetter() {
    Shrunk shrunk = shrink(OpenDoor::new, STEP, NOISE, OPEN, CLOSE, ECHO, ENTER);
    Replay.Result again = new Replay(new TinyWorld(OpenDoor::new)).strict(shrunk.schedule());
    assertEquals(shrunk.violation(), Objects.requireNonNull(again.violation()));
    assertEquals(shrunk.schedule().size(), again.steps());
  }

  private static Shrunk shrink(
      Supplier<TinyWorld.Script> script, String property, Decision... schedule) {
    return new Shrinker(new TinyWorld(script), ShrinkAim.FEWEST_DELIVERIES)
        .shrink(List.of(schedule), property);
  }

  private static Decision delivery(String sender, String receiver, Integer... choices) {
    return new Decision(sender, receiver, List.of(choices));
  }
}
