package io.interlock.hypervisor.sched;

import static io.interlock.hypervisor.sched.Near.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RunQueueTest {
  private static final long MS = Tuning.MILLISECOND;
  private static final long SLICE = 3 * MS;
  private static final Tuning EAGER = new Tuning(SLICE, false);

  private static RunQueue queueOf(Tuning tuning, int... threads) {
    RunQueue queue = new RunQueue(tuning);
    for (int thread : threads) {
      queue.enqueue(thread, Weight.NICE_0, 0);
    }
    return queue;
  }

  @Test
  void anEmptyQueueHasNobodyToRun() {
    RunQueue queue = new RunQueue(Tuning.DEFAULT);
    assertEquals(RunQueue.NONE, queue.pickNext());
    assertEquals(RunQueue.NEVER, queue.picosUntilReschedule());
    assertFalse(queue.needsReschedule());
  }

  @Test
  void aloneAThreadNeedsNoTimer() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 7);
    assertEquals(7, queue.pickNext());
    assertEquals(RunQueue.NEVER, queue.picosUntilReschedule());
    queue.updateCurrent(100 * MS);
    assertFalse(queue.needsReschedule());
  }

  @Test
  void equalThreadsTakeTurnsOfOneSlice() {
    PeSimulation pe = new PeSimulation(queueOf(Tuning.DEFAULT, 2, 1, 3));
    pe.run(9 * SLICE - MS);
    assertEquals("1 2 3 1 2 3 1 2 3 ", pe.history.toString());
  }

  @Test
  void tiesGoToTheLowerThreadWhateverTheOrderOfArrival() {
    assertEquals(4, queueOf(Tuning.DEFAULT, 9, 4, 6).pickNext());
    assertEquals(4, queueOf(Tuning.DEFAULT, 4, 6, 9).pickNext());
  }

  @Test
  void theTimerIsDueWhenTheSliceEnds() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    queue.pickNext();
    // The slice is a whole number of virtual units, hence shorter by less than the weight.
    assertNear(SLICE, queue.picosUntilReschedule(), Weight.NICE_0);
    queue.updateCurrent(MS);
    assertNear(SLICE - MS, queue.picosUntilReschedule(), Weight.NICE_0);
    queue.updateCurrent(queue.picosUntilReschedule() - 1);
    assertFalse(queue.needsReschedule());
    queue.updateCurrent(1);
    assertTrue(queue.needsReschedule());
    assertEquals(0, queue.picosUntilReschedule());
  }

  @Test
  void aWokenThreadWithAnEarlierDeadlinePreempts() {
    RunQueue queue = queueOf(EAGER, 1);
    queue.pickNext();
    queue.updateCurrent(MS);
    queue.enqueue(2, Weight.NICE_0, SLICE);
    assertTrue(queue.needsReschedule());
    assertEquals(2, queue.pickNext());
  }

  @Test
  void aWokenThreadThatOwesServiceDoesNotPreempt() {
    RunQueue queue = queueOf(EAGER, 1);
    queue.pickNext();
    queue.updateCurrent(MS);
    queue.enqueue(2, 2 * Weight.NICE_0, -SLICE);
    assertFalse(queue.needsReschedule());
    assertEquals(1, queue.pickNext());
  }

  @Test
  void runToParityLetsTheCurrentThreadFinishItsShareFirst() {
    // Thread 2 is heavier, so its deadline is earlier, but thread 1 has not had too much yet.
    for (boolean parity : new boolean[] {true, false}) {
      RunQueue queue = queueOf(new Tuning(SLICE, parity), 1);
      queue.pickNext();
      queue.updateCurrent(SLICE / 4);
      queue.enqueue(2, 4 * Weight.NICE_0, 0);
      assertEquals(!parity, queue.needsReschedule(), "parity " + parity);
    }
  }

  @Test
  void yieldLetsTheOtherGoFirst() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    assertEquals(1, queue.pickNext());
    queue.yieldCurrent();
    assertTrue(queue.needsReschedule());
    assertEquals(2, queue.pickNext());
  }

  @Test
  void yieldAloneChangesNothing() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1);
    queue.pickNext();
    queue.yieldCurrent();
    assertFalse(queue.needsReschedule());
  }

  @Test
  void whoLeavesTakesAlongWhatItIsOwed() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    queue.pickNext();
    queue.updateCurrent(MS);
    assertNear(MS / 2, queue.copy().dequeue(2), 2 * Weight.NICE_0);
    assertNear(-MS / 2, queue.copy().dequeue(1), 2 * Weight.NICE_0);
  }

  @Test
  void lagIsLimitedToTwoSlices() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    queue.pickNext();
    queue.updateCurrent(5000 * MS);
    assertEquals(2 * SLICE, queue.copy().dequeue(2));
    assertEquals(-2 * SLICE, queue.copy().dequeue(1));
  }

  @Test
  void lagOutlivesSleepAndArrival() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2, 3);
    queue.enqueue(4, 3 * Weight.NICE_0, MS);
    assertNear(MS, queue.dequeue(4), 4 * Weight.NICE_0);
  }

  @Test
  void reweighingKeepsWhatIsOwed() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    queue.pickNext();
    queue.updateCurrent(MS);
    queue.reweigh(2, Weight.ofNice(-5));
    assertEquals(Weight.NICE_0 + Weight.ofNice(-5), queue.load());
    // Virtual time is the average before; the average after differs by rounding only.
    assertNear(MS / 2, queue.dequeue(2), MS / 100);
  }

  @Test
  void loadAndThreadsFollowArrivalAndDeparture() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 5, 3, 8);
    assertEquals(3L * Weight.NICE_0, queue.load());
    assertArrayEquals(new int[] {3, 5, 8}, queue.threads());
    queue.dequeue(5);
    assertArrayEquals(new int[] {3, 8}, queue.threads());
    assertEquals(2, queue.runnable());
    assertFalse(queue.contains(5));
  }

  @Test
  void aCopyGoesItsOwnWay() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1, 2);
    queue.pickNext();
    RunQueue copy = queue.copy();
    copy.updateCurrent(SLICE);
    copy.dequeue(2);
    assertFalse(queue.needsReschedule());
    assertTrue(queue.contains(2));
  }

  @Test
  void virtualTimeMayWrap() {
    // Nice 19 makes virtual time run fastest; 1000 steps of 100 days go round several times.
    RunQueue queue = new RunQueue(Tuning.DEFAULT);
    queue.enqueue(1, Weight.MIN, 0);
    queue.pickNext();
    for (int i = 0; i < 1000; i++) {
      queue.updateCurrent(8_640_000_000_000_000_000L);
    }
    queue.enqueue(2, Weight.MIN, 0);
    PeSimulation pe = new PeSimulation(queue);
    pe.run(100 * SLICE);
    assertNear(pe.ran(1), pe.ran(2), SLICE);
  }

  @Test
  void mistakesAreNamed() {
    RunQueue queue = queueOf(Tuning.DEFAULT, 1);
    assertEquals(
        "thread 1 is on this queue already",
        assertThrows(IllegalArgumentException.class, () -> queue.enqueue(1, 1024, 0)).getMessage());
    assertEquals(
        "thread 2 is not on this queue",
        assertThrows(IllegalArgumentException.class, () -> queue.dequeue(2)).getMessage());
    assertEquals(
        "weight is 14, allowed are 15 to 88761",
        assertThrows(IllegalArgumentException.class, () -> queue.enqueue(2, 14, 0)).getMessage());
  }
}
