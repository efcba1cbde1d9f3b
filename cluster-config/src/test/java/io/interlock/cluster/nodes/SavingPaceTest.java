package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SavingPace.RUN_PER_SAVING;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
  void whatTakesLongIsSavedSeldom() {
    isDueAfter(LEAST_NANOS);
    long slow = LEAST_NANOS / 4;
    pace.saved(slow);
    isDueAfter(RUN_PER_SAVING * 2 * slow - LEAST_NANOS);
    for (int i = 0; i < 3; i++) {
      pace.saved(slow);
      isDueAfter(RUN_PER_SAVING * slow);
    }
  }

  @Test
  void whatWasLoadedIsAsWhatWasSaved() {
    pace.ran(LEAST_NANOS - 1);
    pace.loaded();
    isDueAfter(LEAST_NANOS);
  }

  /// But for the first time, when nobody knows how long it takes, and each time that takes longer
  /// than the one before.
  @Property
  void savingTakesNoMoreThanItsShare(
      @ForAll @Size(max = 200) List<@IntRange(max = 900) Integer> windows) {
    SavingPace paced = new SavingPace(Duration.ZERO);
    long ran = 0;
    long saving = 0;
    for (int millis : windows) {
      ran += millis * 1_000_000L;
      paced.ran(millis * 1_000_000L);
      if (paced.isDue()) {
        paced.saved(3_000_000);
        saving += 3_000_000;
        assertTrue(saving == 3_000_000 || ran >= RUN_PER_SAVING * saving);
      }
    }
    assertTrue(windows.isEmpty() || saving > 0);
  }
}
