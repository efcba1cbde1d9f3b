package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SavingPace.RUN_PER_SAVING;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SavingPaceTest {
  private static final long LEAST_NANOS = 200_000_000;

  private final SavingPace pace = new SavingPace(Duration.ofNanos(LEAST_NANOS));

  private void isDueAfter(long nanos) {
    pace.ran(nanos - 1);
    assertFalse(pace.isDue());
    pace.ran(1);
    assertTrue(pace.isDue());
  }

  @Test
  void whatIsSavedQuicklyIsSavedOften() {
    isDueAfter(LEAST_NANOS);
    pace.saved(1);
    isDueAfter(LEAST_NANOS);
  }

  @Test
  void whatTakesLongAgainAndAgainIsSavedSeldom() {
    long slow = LEAST_NANOS / 4;
    pace.ran(LEAST_NANOS);
    pace.saved(slow);
    isDueAfter(LEAST_NANOS);
    pace.saved(slow + 5);
    isDueAfter(RUN_PER_SAVING * slow);
    pace.saved(7);
    isDueAfter(LEAST_NANOS);
  }

  @Test
  void whatWasLoadedIsAsWhatWasSaved() {
    pace.ran(LEAST_NANOS - 1);
    pace.loaded();
    isDueAfter(LEAST_NANOS);
  }
}
