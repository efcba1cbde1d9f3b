package io.interlock.engine.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// States are hashed by their fields, whatever class they are of.
class StateHashTest {
  private static final StableHash HASH = StableHash.ofStates(_ -> 0);

  private static class Counted {
    long count = 3;
  }

  @SuppressWarnings("UnusedVariable") // read by reflection
  private static final class Everything extends Counted {
    boolean flag;
    int small = -1;
    short shorter = 4;
    byte shortest = 5;
    char letter = 'a';
    double real = 0.5;
    String text = "text";
    @Nullable Object nothing;
    long[] words = {1, 2};
    long[][] pages = {{1}, {}, {3}};
    boolean[] flags = {true, false};
    List<Counted> parts = new ArrayList<>(List.of(new Counted()));
    BitSet bits = BitSet.valueOf(new long[] {9});
    transient int notOfTheState = 1;
  }

  @SuppressWarnings("UnusedVariable")
  private record Change(String what, Consumer<Everything> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  @SuppressWarnings("UnusedVariable")
  private static final List<Change> CHANGES =
      List.of(
          new Change("a field of the superclass", state -> state.count = 4),
          new Change("a boolean", state -> state.flag = true),
          new Change("an int", state -> state.small = 1),
          new Change("a short", state -> state.shorter = 1),
          new Change("a byte", state -> state.shortest = 1),
          new Change("a char", state -> state.letter = 'b'),
          new Change("a double", state -> state.real = -0.5),
          new Change("a text", state -> state.text = "next"),
          new Change("a reference", state -> state.nothing = "something"),
          new Change("an element", state -> state.words[1] = 3),
          new Change("an element of an inner array", state -> state.pages[2][0] = 4),
          new Change("a flag of many", state -> state.flags[1] = true),
          new Change("a field of a part", state -> state.parts.getFirst().count = 1),
          new Change("the number of parts", state -> state.parts.add(new Counted())),
          new Change("a bit", state -> state.bits.set(1)));

  @ParameterizedTest
  @FieldSource("CHANGES")
  void everyFieldCounts(Change change) {
    Everything state = new Everything();
    change.change().accept(state);
    assertNotEquals(HASH.of(new Everything()), HASH.of(state));
  }

  @Test
  void equalStatesHaveEqualHashes() {
    Everything state = new Everything();
    state.notOfTheState = 2;
    state.words = new long[] {1, 2, 0, 0};
    assertEquals(HASH.of(new Everything()), HASH.of(state), "transient fields and spare room");
  }

  @Test
  void whatHasNoStableHashIsRefusedByName() {
    Runnable lambda = () -> {};
    refuses(lambda, "a lambda, which has no stable hash");
    refuses(new Random(1), "a java.util.Random, which has no stable hash");
    refuses(
        List.of(new ReentrantLock()),
        "a java.util.concurrent.locks.ReentrantLock, which has no stable hash");
    refuses(Thread.currentThread(), "a java.lang.Thread, which has no stable hash");
  }

  private static void refuses(Object state, String reason) {
    UnhashableException refused = assertThrows(UnhashableException.class, () -> HASH.of(state));
    assertTrue(reason.equals(refused.getMessage()), refused.getMessage());
  }
}
