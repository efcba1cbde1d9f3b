package io.interlock.hypervisor.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final int LITTLE = 446;
  private static final int BIG = 1024;

  /// PEs 0 and 1 are small, 2 and 3 large; each pair is a cluster.
  private static List<PeLoad> bigLittle(int... runnable) {
    List<PeLoad> pes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int capacity = i < 2 ? LITTLE : BIG;
      pes.add(new PeLoad(i, i / 2, capacity, runnable[i], 1024L * runnable[i], 0));
    }
    return pes;
  }

  @Test
  void theFormerPeIsBestIfIdleAndLargeEnough() {
    assertEquals(1, Placement.select(bigLittle(0, 0, 0, 0), _ -> true, 1, 100));
  }

  @Test
  void anIdlePeOfTheSameClusterComesNext() {
    assertEquals(2, Placement.select(bigLittle(0, 0, 0, 1), _ -> true, 3, 100));
  }

  @Test
  void anIdlePeElsewhereIsBetterThanWaiting() {
    assertEquals(0, Placement.select(bigLittle(0, 0, 1, 1), _ -> true, 3, 100));
  }

  @Test
  void aThreadAboveEightyPercentOfThePeIsAMisfitAndGoesToALargerOne() {
    assertEquals(0, Placement.select(bigLittle(0, 0, 0, 0), _ -> true, 0, 356));
    assertEquals(2, Placement.select(bigLittle(0, 0, 0, 0), _ -> true, 0, 357));
  }

  @Test
  void whatNoPeCanHoldStaysOnTheLargest() {
    assertEquals(3, Placement.select(bigLittle(0, 0, 0, 0), _ -> true, 3, 1024));
    assertEquals(1, Placement.select(bigLittle(0, 0, 0, 0), i -> i < 2, 1, 1024));
  }

  @Test
  void aSmallIdlePeIsBetterThanAFullLargeOne() {
    assertEquals(0, Placement.select(bigLittle(0, 0, 1, 1), _ -> true, 2, 900));
  }

  @Test
  void whereNoneIsIdleTheThreadStaysOrGoesToTheLeastLoadedThatFits() {
    assertEquals(0, Placement.select(bigLittle(3, 1, 1, 1), _ -> true, 0, 100));
    assertEquals(3, Placement.select(bigLittle(1, 1, 3, 2), _ -> true, 0, 900));
    assertEquals(2, Placement.select(bigLittle(1, 1, 2, 2), _ -> true, RunQueue.NONE, 900));
  }

  @Test
  void anAffinityWithoutPesIsRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Placement.select(bigLittle(0, 0, 0, 0), _ -> false, 0, 0));
    assertEquals("affinity allows none of this host's PEs", error.getMessage());
  }

  @Property(tries = 500)
  void affinityIsNeverViolated(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 15) int mask,
      @ForAll @IntRange(min = -1, max = 3) int previous,
      @ForAll @IntRange(min = 0, max = 1024) int utilisation) {
    Random random = new Random(seed);
    List<PeLoad> pes =
        bigLittle(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
    int chosen = Placement.select(pes, i -> (mask >> i & 1) == 1, previous, utilisation);
    assertTrue((mask >> chosen & 1) == 1, "mask " + mask + ", chosen " + chosen);
  }
}
