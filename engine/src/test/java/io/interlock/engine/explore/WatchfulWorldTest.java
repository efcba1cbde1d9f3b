package io.interlock.engine.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchfulWorldTest {
  /// What an actor should not see: how often anything has happened in this JVM.
  private final AtomicInteger outside = new AtomicInteger();

  /// `b` hears from `a` and from `c`, and answers `a` with what `answer` says.
  private TinyWorld world(boolean leaks) {
    return new TinyWorld(
        () ->
            new TinyWorld.Script() {
              @Override
              public void begin(TinyWorld world) {
                world.send("a", "b", "hello");
                world.send("c", "b", "hello");
              }

              @Override
              public void deliver(
                  TinyWorld world, String receiver, String sender, Object message, Choices asked) {
                if (receiver.equals("b")) {
                  world.send("b", sender, leaks ? outside.incrementAndGet() : 1);
                }
              }
            });
  }

  private static void run(World world, int first) {
    world.restart();
    world.step(world.enabled(first), Choices.FIRST);
    while (world.enabledCount() > 0) {
      world.step(world.enabled(0), Choices.FIRST);
    }
  }

  @Test
  void stepsThatComeOutAsBeforeAreFine() {
    WatchfulWorld world = new WatchfulWorld(world(false));
    for (int first : new int[] {0, 0, 1, 1, 0}) {
      run(world, first);
    }
    assertEquals(4, world.execution());
  }

  @Test
  void stepsThatWereNotTakenBeforeAreNotCompared() {
    WatchfulWorld world = new WatchfulWorld(world(true));
    run(world, 0);
    run(world, 1);
    assertEquals(1, world.execution());
  }

  @Test
  void aRepeatedStepThatComesOutDifferentlyIsNamed() {
    WatchfulWorld world = new WatchfulWorld(world(true));
    run(world, 0);
    NotRepeatableException found = assertThrows(NotRepeatableException.class, () -> run(world, 0));
    assertEquals(0, found.mismatch().step());
    assertEquals("b", found.mismatch().actor());
  }

  /// A default of the interface would hide what the watched world has to say.
  @Test
  void everythingIsPassedOnToTheWatchedWorld() {
    List<String> own =
        Arrays.stream(WatchfulWorld.class.getDeclaredMethods())
            .map(WatchfulWorldTest::signature)
            .toList();
    assertEquals(
        List.of(),
        Arrays.stream(World.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .map(WatchfulWorldTest::signature)
            .filter(method -> !own.contains(method))
            .toList());
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
