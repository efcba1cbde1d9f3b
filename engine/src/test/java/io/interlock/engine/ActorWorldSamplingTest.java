package io.interlock.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.explore.Monitor;
import io.interlock.engine.explore.Opening;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.States;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.sample.Sampled.End;
import io.interlock.engine.explore.sample.Sampler;
import io.interlock.engine.explore.sample.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ActorWorldSamplingTest {
  private static final Engine ENGINE = new Engine(1);

  private static final int TO_BEGIN = -1;

  private sealed interface Request {}

  private record Read(ActorRef<Integer> reader) implements Request {}

  private record Write(int value) implements Request {}

  private record Balance(int value) {}

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  /// Two tellers read the balance and write it back with 10 more. A deposit is lost if both read
  /// before one writes.
  private static Scene tellers() {
    return Scene.of("tellers", ActorWorldSamplingTest::open)
        .holding(() -> List.of(Monitor.atEnd("nothing-lost", ActorWorldSamplingTest::lost)));
  }

  private static void open(Opening opening) {
    ActorRef<Request> account = opening.spawn(account(), "account");
    opening.tell("counter0", opening.spawn(teller(account), "t0"), TO_BEGIN);
    opening.tell("counter1", opening.spawn(teller(account), "t1"), TO_BEGIN);
  }

  private static @Nullable String lost(States states) {
    return states.of("account") instanceof Balance(int value) && value == 20
        ? null
        : "a deposit was lost";
  }

  private static Behavior<Request> account() {
    return StatefulBehavior.of(
        _ -> new Balance(0),
        (_, balance, request) ->
            switch (request) {
              case Read(var reader) -> {
                reader.tell(balance.value());
                yield balance;
              }
              case Write(int value) -> new Balance(value);
            });
  }

  private static Behavior<Integer> teller(ActorRef<Request> account) {
    return StatefulBehavior.of(
        _ -> 0,
        (sim, asked, balance) -> {
          account.tell(balance == TO_BEGIN ? new Read(sim.self()) : new Write(balance + 10));
          return asked + 1;
        });
  }

  @Test
  void aRaceOfRealActorsIsFoundAndSeenAgain() {
    Sampled sampled = sample(1);
    assertEquals(End.FOUND, sampled.end());
    Find find = sampled.finds().getFirst();
    try (World world = ENGINE.world(tellers())) {
      Replay.Result result = new Replay(world).strict(find.schedule());
      assertNull(result.mismatch());
      assertEquals(find.violation(), result.violation());
    }
    assertEquals(sampled, sample(2));
  }

  private static Sampled sample(int workers) {
    return Sampler.run(
        new Sampling(Rotation.parse("portfolio"), 1, 1_000, 100, 100, workers, 1, true),
        () -> ENGINE.world(tellers()),
        () -> false,
        _ -> {});
  }
}
