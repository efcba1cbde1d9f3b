package io.interlock.engine.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final Decision A = delivery("a", "hub", 2);
  private static final Decision B = delivery("b", "hub", 0);
  private static final Decision ECHO = delivery("hub", "a");

  /// Two senders tell a hub, which answers the first of them after a choice among three; an answer
  /// that comes last, to a choice of 2, is wrong.
  private static final class Hub implements TinyWorld.Script {
    private final int alternatives;
    private boolean chose2;
    private int deliveries;
    private @Nullable String wrong;

    Hub(int alternatives) {
      this.alternatives = alternatives;
    }

    @Override
    public void begin(TinyWorld world) {
      world.send("a", "hub", "hello");
      world.send("b", "hub", "hello");
    }

    @Override
    public void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {
      deliveries++;
      if (receiver.equals("hub")) {
        chose2 |= choices.choose(alternatives) == 2;
        if (sender.equals("a")) {
          world.send("hub", "a", "echo");
        }
      } else if (chose2 && deliveries == 3) {
        wrong = "the echo of choice 2 came last";
      }
    }

    @Override
    public @Nullable String wrong() {
      return wrong;
    }

    @Override
    public @Nullable String wrongAtTheEnd() {
      return chose2 ? "2 was chosen" : null;
    }
  }

  private final TinyWorld world = new TinyWorld(() -> new Hub(3));
  private final Replay replay = new Replay(world);

  @Test
  void aStrictReplayTakesExactlyTheRecordedStepsAndChoices() {
    Replay.Result result = replay.strict(List.of(A, B, ECHO));
    assertNull(result.mismatch());
    assertEquals(3, result.steps());
    assertTrue(result.quiescent());
    assertEquals("tiny", Objects.requireNonNull(result.violation()).property());
    assertEquals(List.of(A, B, ECHO), replay.taken());
  }

  @Test
  void anExecutionThatEndsIsJudgedAtItsEndAndOneThatIsCutIsNot() {
    assertEquals(
        new Violation("tiny-end", "2 was chosen"), replay.strict(List.of(A, ECHO, B)).violation());
    Replay.Result cut = replay.strict(List.of(A, ECHO));
    assertNull(cut.violation());
    assertFalse(cut.quiescent());
  }

  @Test
  void aStrictReplayNamesTheFirstDeliveryThatIsNotPossible() {
    assertEquals(
        new Replay.Mismatch(
            1, "hub", "delivery from a", "only b -> hub, hub -> a can be delivered"),
        replay.strict(List.of(A, A, B)).mismatch());
    assertEquals(
        "nothing can be delivered",
        mismatch(replay.strict(List.of(delivery("a", "hub", 0), B, ECHO, A))).observed());
  }

  @Test
  void aStrictReplayNamesTheFirstStepWithAnotherHash() {
    replay.strict(List.of(A, B));
    long[] hashes = {0, world.stepHash()};
    replay.strict(List.of(A));
    hashes[0] = world.stepHash();
    assertNull(replay.strict(List.of(A, B), hashes).mismatch());
    hashes[1]++;
    Replay.Mismatch mismatch = mismatch(replay.strict(List.of(A, B, ECHO), hashes));
    assertEquals(1, mismatch.step());
    assertEquals("hub", mismatch.actor());
    assertEquals("step hash %016x".formatted(hashes[1]), mismatch.expected());
    assertEquals("step hash %016x".formatted(hashes[1] - 1), mismatch.observed());
  }

  @Test
  void aStrictReplayDemandsAsManyChoicesAsWereRecorded() {
    Replay.Mismatch tooFew = mismatch(replay.strict(List.of(delivery("a", "hub"))));
    assertEquals("0 choices", tooFew.expected());
    assertEquals("1 choices", tooFew.observed());
    Replay.Mismatch outOfRange = mismatch(replay.strict(List.of(delivery("a", "hub", 3))));
    assertEquals("fewer alternatives than the recorded choice needs", outOfRange.observed());
  }

  @Test
  void aLenientReplaySkipsWhatIsNotPossible() {
    Replay.Result result = replay.lenient(List.of(ECHO, A, delivery("x", "hub"), B, B, ECHO), 0);
    assertEquals(3, result.steps());
    assertEquals(3, result.skipped());
    assertNotNull(result.violation());
    assertEquals(List.of(A, B, ECHO), replay.taken());
  }

  @Test
  void aLenientReplayTakesTheFirstAlternativeWhereARecordedOneIsGone() {
    Replay narrow = new Replay(new TinyWorld(() -> new Hub(2)));
    narrow.lenient(List.of(A, delivery("b", "hub")), 0);
    assertEquals(List.of(delivery("a", "hub", 0), B), narrow.taken());
  }

  @Test
  void aLenientReplayGoesOnWithTheOldestHeadUpToItsBound() {
    assertEquals(2, replay.lenient(List.of(B), 1).steps());
    Replay.Result result = replay.lenient(List.of(B), 100);
    assertEquals(3, result.steps());
    assertTrue(result.quiescent());
    assertEquals(List.of(B, delivery("a", "hub", 0), ECHO), replay.taken());
  }

  private static Decision delivery(String sender, String receiver, Integer... choices) {
    return new Decision(sender, receiver, List.of(choices));
  }

  private static Replay.Mismatch mismatch(Replay.Result result) {
    return Objects.requireNonNull(result.mismatch());
  }
}
