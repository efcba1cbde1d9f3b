package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.Engine;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.Waiters;
import io.interlock.engine.explore.proof.Dpor;
import io.interlock.engine.explore.proof.DporOptions;
import io.interlock.engine.explore.proof.ProofResult;
import io.interlock.engine.explore.proof.StatefulOptions;
import io.interlock.engine.explore.proof.StatefulSearch;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who waits for ever is found, and who only waits long is left alone.
class LivenessTest {
  private static final Engine ENGINE = new Engine(1);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void whoeverIsOvertakenForEverStarves() {
    Find find = sample(Waiters.sharing(true), 100).finds().getFirst();
    assertEquals("progress", find.violation().property());
    assertTrue(find.violation().message().endsWith("waits in 60 deliveries in fair order"));
  }

  @Test
  void twoWhoAlwaysGiveWayGetNowhere() {
    Find find = sample(Waiters.meeting(true), 100).finds().getFirst();
    assertEquals("ann waits in 60 deliveries in fair order", find.violation().message());
  }

  @Test
  void aLostWakeUpShowsAtTheEndInSamplesAndProofs() {
    Scene deaf = Waiters.sleeping(true);
    assertEquals("sleeper waits", sample(deaf, 1_000).finds().getFirst().violation().message());
    for (ProofResult proof : proofs(deaf)) {
      assertEquals("sleeper waits", proof.findings().getFirst().violation().message());
    }
  }

  @Test
  void aWakeUpThatCannotBeLostIsProved() {
    for (ProofResult proof : proofs(Waiters.sleeping(false))) {
      assertTrue(proof.exhausted());
      assertEquals(List.of(), proof.findings());
    }
  }

  @Test
  void thereIsNoFalseAlarm() {
    checkRepaired(2_000);
  }

  @Test
  @Tag("long")
  void thereIsNoFalseAlarmInAHundredThousandExecutions() {
    checkRepaired(100_000);
  }

  /// Those who share never come to an end, and wait again and again, but not all the time.
  private static void checkRepaired(int executions) {
    for (Scene scene :
        List.of(Waiters.sharing(false), Waiters.meeting(false), Waiters.sleeping(false))) {
      Sampled sampled = sample(scene, executions);
      assertEquals(List.of(), sampled.finds());
      assertEquals(executions, sampled.executions());
    }
  }

  private static Sampled sample(Scene scene, int executions) {
    return Sampler.run(
        new Sampling(Rotation.parse("portfolio"), 1, executions, 20, 60, 1, 0, true),
        () -> ENGINE.world(scene),
        () -> false,
        _ -> {});
  }

  private static List<ProofResult> proofs(Scene scene) {
    try (World forStates = ENGINE.world(scene);
        World forOrders = ENGINE.world(scene)) {
      return List.of(
          new StatefulSearch(forStates, StatefulOptions.DEFAULT).run((_, _, _) -> {}),
          new Dpor(forOrders, DporOptions.DEFAULT).run((_, _, _) -> {}));
    }
  }
}
