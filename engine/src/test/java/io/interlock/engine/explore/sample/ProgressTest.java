package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.explore.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  /// A spinner tells itself to go on until another actor's message stops it, if that is ever sent.
  private record Spinner(boolean isTold) implements TinyWorld.Script {
    @Override
    public void begin(TinyWorld world) {
      world.send("spinner", "spinner", "spin");
      if (isTold) {
        world.send("other", "helper", "help");
      }
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      if (receiver.equals("helper")) {
        world.send("helper", "spinner", "stop");
      } else if (message.equals("spin") && world.history("helper") == 0) {
        world.send("spinner", "spinner", "spin");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct", "pos", "urw", "surw", "swarm", "delay", "portfolio"})
  void anActorThatNobodyReleasesBreaksProgress(String strategy) {
    Sampled sampled = sample(strategy, false, 500);
    assertEquals(
        new Violation("progress", "no progress in 500 deliveries in fair order"),
        sampled.finds().getFirst().violation());
    assertEquals(600, sampled.finds().getFirst().schedule().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct", "pos", "urw", "surw", "swarm", "delay", "portfolio"})
  void anActorThatAFairScheduleReleasesDoesNot(String strategy) {
    Sampled sampled = sample(strategy, true, 500);
    assertEquals(200, sampled.executions());
    assertTrue(sampled.finds().isEmpty());
    assertEquals(0, sampled.cut());
  }

  @Test
  void withoutFairStepsThereIsNoJudgement() {
    assertEquals(200, sample("random", false, 0).cut());
    assertTrue(sample("pct", true, 0).cut() > 0);
  }

  private static Sampled sample(String strategy, boolean isTold, int fairSteps) {
    return Sampler.run(
        new Sampling(Rotation.parse(strategy), 1, 200, 100, fairSteps, 1, 0, true),
        () -> new TinyWorld(() -> new Spinner(isTold)),
        () -> false,
        _ -> {});
  }
}
