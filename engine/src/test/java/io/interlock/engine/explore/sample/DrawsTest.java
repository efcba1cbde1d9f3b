package io.interlock.engine.explore.sample;

import static io.interlock.engine.explore.sample.ChiSquare.assertUniform;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private final Draws draws = new Draws();

  @Test
  void aSeedGivesTheSameDrawsAgain() {
    draws.begin(7);
    long[] first = take(draws, 1_000);
    draws.begin(8);
    assertNotEquals(first[0], draws.next());
    draws.begin(7);
    assertArrayEquals(first, take(draws, 1_000));
  }

  @Test
  void numbersBelowABoundAreUniform() {
    draws.begin(3);
    Integer[] counts = new Integer[7];
    Arrays.fill(counts, 0);
    IntStream.range(0, 70_000).forEach(_ -> counts[draws.below(7)]++);
    assertUniform(Arrays.asList(counts));
  }

  @Test
  void unitsLieBetween0And1() {
    draws.begin(3);
    double[] units = IntStream.range(0, 10_000).mapToDouble(_ -> draws.unit()).toArray();
    assertTrue(Arrays.stream(units).allMatch(unit -> unit >= 0 && unit < 1));
    assertEquals(0.5, Arrays.stream(units).average().orElseThrow(), 0.02);
  }

  @Test
  void aTapeIsDrawnFirstAndGoesOnWithFreshNumbers() {
    draws.begin(1);
    long[] parent = take(draws, 600);
    draws.begin(2);
    draws.beginTape(parent, 500);
    draws.change(10);
    long[] child = take(draws, 700);
    assertArrayEquals(Arrays.copyOf(parent, 10), Arrays.copyOf(child, 10));
    assertNotEquals(parent[10], child[10]);
    assertArrayEquals(Arrays.copyOfRange(parent, 11, 500), Arrays.copyOfRange(child, 11, 500));
    assertNotEquals(parent[500], child[500]);
    draws.mark();
    assertArrayEquals(child, draws.tape());
  }

  @Test
  void aLotteryDrawsByWeightAndEvenlyAmongNothings() {
    draws.begin(5);
    Lottery lottery = new Lottery();
    int[] counts = new int[3];
    for (double weight : new double[] {3, 0, 1}) {
      lottery.add(weight);
    }
    IntStream.range(0, 40_000).forEach(_ -> counts[lottery.draw(draws)]++);
    assertEquals(0, counts[1]);
    assertEquals(0.75, counts[0] / 40_000.0, 0.01);
    lottery.clear();
    lottery.add(0);
    lottery.add(0);
    int second = IntStream.range(0, 10_000).map(_ -> lottery.draw(draws)).sum();
    assertEquals(0.5, second / 10_000.0, 0.02);
  }

  private static long[] take(Draws draws, int count) {
    return IntStream.range(0, count).mapToLong(_ -> draws.next()).toArray();
  }
}
