package io.interlock.engine.explore.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.engine.explore.World;
import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CausalityTest {
  /// Steps 0 and 1 at actors 0 and 1; 0 sends to actor 1 (step 2), that to actor 2 (step 3); step 4
  /// stops actor 2 from outside.
  private final Causality causality =
      new Causality(
          List.of(
              step(0, World.BEFORE_ALL, 0),
              step(1, World.BEFORE_ALL, 1),
              step(1, 0, 1),
              step(2, 2, 2),
              step(0, World.BEFORE_ALL, 0, 2)));

  @Test
  void aStepComesAfterItsSenderAndAfterTheLastOnesAtWhatItTouches() {
    assertEquals(List.of(0, 1), causality.predecessors(2));
    assertEquals(List.of(0, 3), causality.predecessors(4));
  }

  @Test
  void theConeIsAllThatHappenedBefore() {
    assertEquals(bits(0, 1, 2, 3), causality.cone(3));
    assertEquals(bits(1), causality.cone(1));
  }

  @Test
  void theFutureIsAllThatHappenedAfter() {
    assertEquals(bits(1, 2, 3, 4), causality.future(1));
  }

  @Test
  void consequencesBeginWithAMessage() {
    assertEquals(bits(2, 3, 4), causality.consequences(0));
    assertEquals(bits(), causality.consequences(1));
  }

  @Test
  void aFamilyIsOfMessagesAlone() {
    assertEquals(bits(0, 2, 3), causality.family(0));
  }

  private static Step step(int receiver, int sentAt, Integer... touched) {
    return new Step(
        new Pick(receiver, List.of()), receiver, sentAt, false, List.of(touched), List.of(), false);
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }
}
