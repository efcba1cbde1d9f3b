package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A whole host, its deliveries in every order.
class HostSearchTest {
  private static final int STEPS = 400;

  private static TestHost host() {
    return TestHost.preset("dual")
        .with(
            "a",
            guest("compute 10k", "sgi 3 to next", "wait-sgi 1", "off").on("0-1"),
            guest("compute 20k", "sgi 3 to next", "wait-sgi 1", "off").on("0-1"))
        .with("b", guest("timer 1ms once", "wfi", "off").on("1-2"));
  }

  private static World world(TestHost host) {
    return TestRun.ENGINE.world(HostWorlds.scene(host.plan(), List::of, Scene.UNBOUNDED));
  }

  /// Steps at random until the end, or `count` of them; returns the hashes.
  private static List<Long> walk(World world, SplittableRandom random, int count) {
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < count && world.enabledCount() > 0; i++) {
      world.step(world.enabled(random.nextInt(world.enabledCount())), Choices.FIRST);
      assertNull(world.violation());
      hashes.add(world.stepHash());
    }
    return hashes;
  }

  /// The whole lists would fill pages.
  private static void requireSame(List<Long> expected, List<Long> observed) {
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), observed.get(i), "hash of step " + i);
    }
    assertEquals(expected.size(), observed.size());
  }

  @Test
  void theSearchBeginsWhereNoVcpuHasRun() {
    try (World world = world(host())) {
      assertNull(world.unsaveable());
      assertEquals(0, world.steps());
      for (int i = 0; i < world.enabledCount(); i++) {
        assertEquals(new Vcpu.Command.Run(), world.head(world.enabled(i)));
      }
    }
  }

  @Test
  void inTheOrderOfTimeEveryVcpuTurnsItselfOff() {
    try (World world = world(host())) {
      int off = 0;
      while (world.enabledCount() > 0) {
        boolean quits = world.head(world.enabled(0)) instanceof Vcpu.Command.Quit;
        off += quits ? 1 : 0;
        world.step(world.enabled(0), Choices.FIRST);
        assertTrue(world.steps() < 10_000);
      }
      assertEquals(3, off);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatFollowsASavedStateFollowsItAgain(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestHost host = seed % 2 == 0 ? host() : host().inSteps();
    try (World world = world(host)) {
      walk(world, random, random.nextInt(STEPS));
      World.Saved saved = world.save();
      SplittableRandom again = random.split();
      long onward = again.nextLong();
      List<Long> first = walk(world, new SplittableRandom(onward), STEPS);
      walk(world, random, STEPS);
      world.load(saved);
      requireSame(first, walk(world, new SplittableRandom(onward), STEPS));
    }
  }

  @Test
  void anotherWorldTakesTheSameSteps() {
    try (World one = world(host());
        World other = world(host())) {
      for (int seed = 0; seed < 20; seed++) {
        one.restart();
        other.restart();
        requireSame(
            walk(one, new SplittableRandom(seed), STEPS),
            walk(other, new SplittableRandom(seed), STEPS));
      }
    }
  }
}
