package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import io.interlock.engine.explore.sample.Sampled.End;
import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void theNumberOfWorkersMakesNoDifference(int workers) {
    Sampling alone = sampling("portfolio", 1_500, 1, false);
    Sampled expected = run(alone, Race.B2);
    assertFalse(expected.finds().isEmpty());
    assertEquals(expected, run(sampling("portfolio", 1_500, workers, false), Race.B2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void norDoesItWhereTheFirstViolationEndsTheSearch(int workers) {
    Sampled expected = run(sampling("portfolio", 20_000, 1, true), Race.B10);
    assertEquals(End.FOUND, expected.end());
    assertEquals(expected.executions() - 1, expected.finds().getFirst().execution());
    assertEquals(expected, run(sampling("portfolio", 20_000, workers, true), Race.B10));
  }

  /// Here each worker numbers channels and actors in the order in which its own executions happen
  /// to show them.
  @ParameterizedTest
  @MethodSource("io.interlock.engine.explore.sample.Rotation#names")
  void norDoTheNumbersThatChannelsHaveInAWorld(String strategy) {
    Sampling alone = sampling(strategy, 600, 1, false);
    Sampled expected = Sampler.run(alone, Unfolding::world, () -> false, _ -> {});
    assertTrue(expected.finds().size() > 1);
    for (int workers = 2; workers <= 4; workers++) {
      Sampling together = sampling(strategy, 600, workers, false);
      assertEquals(expected, Sampler.run(together, Unfolding::world, () -> false, _ -> {}));
    }
  }

  /// Each delivery may lead to others, between any of six actors, as the past and a choice have it.
  /// Which property is broken in the end depends on all of it.
  private static final class Unfolding implements TinyWorld.Script {
    private static final int ACTORS = 6;
    private int sent;
    private long past;

    static World world() {
      return new TinyWorld(Unfolding::new);
    }

    @Override
    public void begin(TinyWorld world) {
      for (int i = 0; i < 3; i++) {
        world.send("outside", "actor" + i, "begin");
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      past = Mix.fold(past, Mix.text(sender + receiver));
      int others = choices.choose(4);
      for (int i = 0; i < others && sent < 20; i++, sent++) {
        world.send(receiver, "actor" + Long.remainderUnsigned(past >>> i, ACTORS), "tell");
      }
    }

    @Override
    public @Nullable String wrong() {
      return (past & 0x3FF) == 1 ? "the past is " + past : null;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return (past & 0x3F) == 2 ? "the past was " + past : null;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Race.class,
      names = {"B1", "B2", "B6"})
  void aFindIsSeenAgainByAStrictReplayOfItsSchedule(Race race) {
    Find find = run(sampling("portfolio", 20_000, 2, true), race).finds().getFirst();
    Replay.Result result = new Replay(world(race).get()).strict(find.schedule());
    assertNull(result.mismatch());
    assertEquals(find.schedule().size(), result.steps());
    assertEquals(find.violation(), result.violation());
  }

  @Test
  void aFindNamesItsExecutionsSeedAndStrategy() {
    Find find = run(sampling("urw,pct:2", 1_000, 1, true), Race.B2).finds().getFirst();
    assertEquals(Mix.fold(1, find.execution()), find.seed());
    assertEquals(find.execution() % 2 == 0 ? "urw" : "pct:2", find.strategy());
  }

  @Test
  void anotherSeedGivesOtherExecutions() {
    Sampling one = sampling("random", 1, 1, true);
    Sampling other = new Sampling(one.rotation(), 2, 1, 1_000, 0, 1, 0, true);
    assertNotEquals(
        run(one, Race.B1).finds().getFirst().schedule(),
        run(other, Race.B1).finds().getFirst().schedule());
  }

  /// An order is wrong at once, and the other in the end.
  private static final class NeverRight implements TinyWorld.Script {
    private final List<String> senders = new ArrayList<>();

    @Override
    public void begin(TinyWorld world) {
      world.send("a", "hub", "hello");
      world.send("b", "hub", "hello");
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      senders.add(sender);
    }

    @Override
    public @Nullable String wrong() {
      return senders.getFirst().equals("a") ? "a came first" : null;
    }

    @Override
    public String wrongAtTheEnd() {
      return "a came last";
    }
  }

  @Test
  void ofEachPropertyTheFirstViolationIsKept() {
    Sampled sampled =
        Sampler.run(
            sampling("random", 100, 2, false),
            () -> new TinyWorld(NeverRight::new),
            () -> false,
            _ -> {});
    assertEquals(
        Set.of("tiny", "tiny-end"),
        sampled.finds().stream()
            .map(find -> find.violation().property())
            .collect(Collectors.toSet()));
    assertEquals(2, sampled.finds().size());
    assertEquals(0, sampled.finds().getFirst().execution());
    assertEquals(100, sampled.executions());
    assertEquals(100, sampled.failed());
  }

  @Test
  void eachStrategyIsTalliedByItself() {
    Sampled sampled = run(sampling("urw,pct:2,urw", 999, 1, false), Race.NONE);
    assertEquals(List.of("urw", "pct:2"), names(sampled));
    assertEquals(666, sampled.tallies().getFirst().executions());
    assertEquals(
        sampled.deliveries(),
        sampled.tallies().stream().mapToLong(Sampled.Tally::deliveries).sum());
    assertTrue(sampled.deliveries() > 999 * 110);
    assertTrue(sampled.coverage() > 30);
  }

  @Test
  void executionsBeyondTheirStepsAreCutWithoutAJudgement() {
    Sampled sampled =
        run(new Sampling(Rotation.parse("random"), 1, 10, 50, 0, 1, 0, true), Race.NONE);
    assertEquals(10, sampled.cut());
    assertEquals(500, sampled.deliveries());
    assertEquals(End.EXECUTIONS, sampled.end());
  }

  @Test
  void timeEndsASearch() {
    AtomicInteger asked = new AtomicInteger();
    Sampled sampled =
        Sampler.run(
            sampling("random", 1_000, 1, true),
            world(Race.NONE),
            () -> asked.incrementAndGet() > 100,
            _ -> {});
    assertEquals(End.TIME, sampled.end());
    assertTrue(sampled.executions() >= 90 && sampled.executions() <= 100);
  }

  @Test
  void anInterruptEndsASearchAndKeepsWhatWasFound() {
    Sampled sampled =
        Sampler.run(
            sampling("random", Long.MAX_VALUE, 2, false),
            world(Race.B1),
            () -> false,
            progress -> {
              if (progress.properties() > 0) {
                Thread.currentThread().interrupt();
              }
            });
    assertFalse(Thread.interrupted());
    assertEquals(End.INTERRUPTED, sampled.end());
    assertFalse(sampled.finds().isEmpty());
  }

  @Test
  void progressIsToldAfterEachGeneration() {
    List<Progress> told = new ArrayList<>();
    Sampler.run(sampling("random", 1_000, 2, false), world(Race.NONE), () -> false, told::add);
    assertEquals(
        List.of(4L, 12L, 28L, 60L, 124L, 252L, 508L, 764L, 1_000L),
        told.stream().map(Progress::executions).toList());
  }

  @Test
  void whatFailsInAWorkerFailsInTheCaller() {
    RuntimeException failure = new IllegalStateException("no world today");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                Sampler.run(
                    sampling("random", 10, 2, true),
                    () -> {
                      throw failure;
                    },
                    () -> false,
                    _ -> {})));
  }

  @Test
  void numbersOutOfRangeAreRefusedInOneLine() {
    Rotation rotation = Rotation.parse("urw");
    assertEquals(
        "workers: 0 is not in 1 to 1024",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Sampling(rotation, 1, 1, 1, 0, 0, 0, true))
            .getMessage());
  }

  private static List<String> names(Sampled sampled) {
    return sampled.tallies().stream().map(Sampled.Tally::strategy).toList();
  }

  private static Sampled run(Sampling sampling, Race race) {
    Sampled sampled = Sampler.run(sampling, world(race), () -> false, _ -> {});
    assertNotNull(sampled);
    return sampled;
  }

  private static Supplier<World> world(Race race) {
    return () -> new MigrationModel(MigrationSetup.with(race));
  }

  private static Sampling sampling(
      String strategy, long executions, int workers, boolean stopAtFirst) {
    return new Sampling(
        Rotation.parse(strategy), 1, executions, 1_000, 0, workers, 100, stopAtFirst);
  }
}
