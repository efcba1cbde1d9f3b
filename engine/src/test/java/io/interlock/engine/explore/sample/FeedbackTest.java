package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.sample.Sampled.End;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedbackTest {
  private static final int KEYS = 10;

  /// A lock that opens if ten keys are pressed in one of the 10! orders. The first wrong key spoils
  /// it.
  private static final class Lock implements TinyWorld.Script {
    private int pressed;
    private boolean spoilt;

    @Override
    public void begin(TinyWorld world) {
      for (int key = 0; key < KEYS; key++) {
        world.send("key" + key, "lock", "press");
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      spoilt |= !sender.equals("key" + pressed * 7 % KEYS);
      pressed += spoilt ? 0 : 1;
    }

    @Override
    public long state(TinyWorld world, String actor) {
      return spoilt ? -1 : pressed;
    }

    @Override
    public @Nullable String wrong() {
      return pressed == KEYS ? "open" : null;
    }
  }

  @Test
  void itClimbsToWhatBlindSamplingDoesNotReach() {
    Sampled guided = search("feedback");
    assertEquals(End.FOUND, guided.end());
    assertTrue(guided.executions() < 10_000);
    assertEquals(End.EXECUTIONS, search("swarm").end());
  }

  private static Sampled search(String strategy) {
    return Sampler.run(
        new Sampling(Rotation.parse(strategy), 1, 30_000, 100, 0, 1, 0, true),
        () -> new TinyWorld(Lock::new),
        () -> false,
        _ -> {});
  }
}
