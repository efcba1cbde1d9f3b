package io.interlock.hypervisor.sched;

import static io.interlock.hypervisor.sched.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private static final long MS = Tuning.MILLISECOND;
  private static final long SLICE = Tuning.DEFAULT.slicePicos();

  @Test
  void twiceTheWeightGetsTwiceTheTime() {
    PeSimulation pe = new PeSimulation(Tuning.DEFAULT);
    pe.queue.enqueue(1, 2048, 0);
    pe.queue.enqueue(2, 1024, 0);
    pe.run(3000 * MS);
    assertEquals(2.0, (double) pe.ran(1) / pe.ran(2), 0.02);
  }

  @Property(tries = 300)
  void everyThreadGetsItsShareWithinOneSlice(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = -20, max = 19) Integer> niceLevels,
      @ForAll boolean runToParity) {
    PeSimulation pe = new PeSimulation(new Tuning(SLICE, runToParity));
    for (int thread = 0; thread < niceLevels.size(); thread++) {
      pe.queue.enqueue(thread, Weight.ofNice(niceLevels.get(thread)), 0);
    }
    long total = 500 * SLICE;
    pe.run(total);
    for (int thread = 0; thread < niceLevels.size(); thread++) {
      int weight = Weight.ofNice(niceLevels.get(thread));
      double share = (double) total * weight / pe.queue.load();
      assertNear((long) share, pe.ran(thread), SLICE);
    }
  }

  @Property(tries = 100)
  void lagStaysBoundedWhoeverComesAndGoes(@ForAll long seed) {
    Random random = new Random(seed);
    PeSimulation pe = new PeSimulation(Tuning.DEFAULT);
    long[] lag = new long[6];
    for (int step = 0; step < 300; step++) {
      int thread = random.nextInt(lag.length);
      if (pe.queue.contains(thread)) {
        lag[thread] = pe.queue.dequeue(thread);
        assertTrue(Math.abs(lag[thread]) <= 2 * SLICE, "lag " + lag[thread]);
      } else {
        pe.queue.enqueue(thread, Weight.ofNice(random.nextInt(40) - 20), lag[thread]);
      }
      pe.run(random.nextLong(2 * SLICE));
    }
  }

  @Property(tries = 100)
  void nappingGainsNothing(
      @ForAll @IntRange(min = 1, max = 100) int percentOfSlice,
      @ForAll @IntRange(min = 0, max = 100) int napMicros) {
    PeSimulation pe = new PeSimulation(Tuning.DEFAULT);
    pe.queue.enqueue(1, Weight.NICE_0, 0);
    pe.queue.enqueue(2, Weight.NICE_0, 0);
    for (int step = 0; step < 1000; step++) {
      pe.run(SLICE * percentOfSlice / 100);
      // Off and on again whenever it has just run, in the hope that this is forgotten.
      if (pe.queue.current() == 1) {
        long lag = pe.queue.dequeue(1);
        pe.run(napMicros * 1_000_000L);
        pe.queue.enqueue(1, Weight.NICE_0, lag);
      }
    }
    assertTrue(pe.ran(1) <= pe.ran(2) + 2 * SLICE, "napper " + pe.ran(1) + ", other " + pe.ran(2));
  }

  @Property(tries = 50)
  void nobodyStarves(@ForAll long seed) {
    Random random = new Random(seed);
    PeSimulation pe = new PeSimulation(Tuning.DEFAULT);
    pe.queue.enqueue(0, Weight.MIN, 0);
    for (int thread = 1; thread <= 3; thread++) {
      pe.queue.enqueue(thread, Weight.NICE_0, 0);
    }
    // Its share is 15 of 3087: a slice in 618 ms; the others nap as they like.
    for (int round = 0; round < 400; round++) {
      int napper = 1 + random.nextInt(3);
      long lag = pe.queue.dequeue(napper);
      pe.run(random.nextLong(SLICE));
      pe.queue.enqueue(napper, Weight.NICE_0, lag);
      pe.run(2 * SLICE);
    }
    assertTrue(pe.ran(0) >= 2 * SLICE, "ran " + pe.ran(0));
  }

  @Property(tries = 50)
  void equalInputsGiveEqualHistories(@ForAll long seed) {
    assertEquals(history(seed, Integer.MAX_VALUE), history(seed, Integer.MAX_VALUE));
  }

  @Property(tries = 50)
  void aCopyGoesOnAsTheOriginalWould(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int copyAt) {
    assertEquals(history(seed, Integer.MAX_VALUE), history(seed, copyAt));
  }

  private static List<String> history(long seed, int copyAt) {
    Random random = new Random(seed);
    PeSimulation pe = new PeSimulation(Tuning.DEFAULT);
    List<String> history = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      if (step == copyAt) {
        history.add(pe.history.toString());
        pe = new PeSimulation(pe.queue.copy());
      }
      int thread = random.nextInt(5);
      long lag = random.nextLong(-SLICE, SLICE);
      if (pe.queue.contains(thread)) {
        pe.queue.dequeue(thread);
      } else {
        pe.queue.enqueue(thread, Weight.ofNice(thread), lag);
      }
      pe.run(random.nextLong(SLICE));
    }
    history.add(pe.history.toString());
    return List.of(String.join("", history));
  }
}
