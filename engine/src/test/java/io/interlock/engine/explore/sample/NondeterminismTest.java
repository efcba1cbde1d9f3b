package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.sample.Sampled.End;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class NondeterminismTest {
  /// What an actor should not see: how often anything has happened in this JVM.
  private final AtomicInteger outside = new AtomicInteger();

  /// `a` tells `b`, who tells `c`, who lets the outside decide what to answer `b`.
  private TinyWorld.Script leaky(boolean leaks) {
    return new TinyWorld.Script() {
      @Override
      public void begin(TinyWorld world) {
        world.send("a", "b", "hello");
      }

      @Override
      public void deliver(
          TinyWorld world, String receiver, String sender, Object message, Choices choices) {
        if (receiver.equals("b") && sender.equals("a")) {
          world.send("b", "c", "hello");
        } else if (receiver.equals("c")) {
          world.send("c", "b", leaks ? outside.incrementAndGet() : 1);
        }
      }
    };
  }

  @Test
  void anActorThatSeesTheOutsideIsNamedWithStepAndChannel() {
    Sampled sampled = sample(() -> new TinyWorld(() -> leaky(true)), 1);
    assertEquals(End.NONDETERMINISM, sampled.end());
    Nondeterminism found = sampled.nondeterminism();
    assertNotNull(found);
    assertEquals(0, found.execution());
    assertEquals("b", found.sender());
    assertEquals(1, found.mismatch().step());
    assertEquals("c", found.mismatch().actor());
    assertTrue(found.mismatch().expected().startsWith("step hash "));
  }

  @Test
  void aClosedWorldIsNot() {
    assertNull(sample(() -> new TinyWorld(() -> leaky(false)), 1).nondeterminism());
  }

  @Test
  void anExecutionThatEndsEarlierTheSecondTimeIsNoticed() {
    Supplier<TinyWorld> shrinking =
        () ->
            new TinyWorld(
                () ->
                    new TinyWorld.Script() {
                      @Override
                      public void begin(TinyWorld world) {
                        world.send("a", "b", "always");
                        // The script that is made with the world does not count.
                        if (outside.getAndIncrement() < 2) {
                          world.send("a", "b", "once");
                        }
                      }
                    });
    Nondeterminism found = sample(shrinking, 1).nondeterminism();
    assertNotNull(found);
    assertEquals(1, found.mismatch().step());
    assertEquals("delivery a -> b", found.mismatch().expected());
    assertEquals("the end of the execution", found.mismatch().observed());
  }

  @Test
  void itIsSoughtAsOftenAsAskedFor() {
    Supplier<TinyWorld> late = () -> new TinyWorld(() -> leaky(outside.incrementAndGet() > 40));
    Nondeterminism found = sample(late, 10).nondeterminism();
    assertNotNull(found);
    assertEquals(0, found.execution() % 10);
    assertTrue(found.execution() > 0);
    assertNull(sample(() -> new TinyWorld(() -> leaky(true)), 0).nondeterminism());
  }

  private static Sampled sample(Supplier<TinyWorld> worlds, int repeatOneIn) {
    return Sampler.run(
        new Sampling(Rotation.parse("random"), 1, 100, 1_000, 0, 1, repeatOneIn, true),
        worlds,
        () -> false,
        _ -> {});
  }
}
