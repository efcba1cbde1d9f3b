package io.interlock.engine.explore.search;

import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.WatchfulWorld;
import io.interlock.engine.explore.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a violation comes again each time its schedule is replayed: only then can it be shrunk,
/// and its file be worth keeping.
public final class Confirmation {
  private static final int TIMES = 8;

  private Confirmation() {}

  /// How a replay of `schedule` differs from the others, or from what was found; null if none does.
  public static @Nullable Mismatch of(World world, List<Decision> schedule, Violation found) {
    WatchfulWorld watchful = new WatchfulWorld(world);
    Replay replay = new Replay(watchful);
    try {
      for (int time = 0; time < TIMES; time++) {
        Replay.Result result = replay.strict(schedule);
        if (result.mismatch() != null) {
          return result.mismatch();
        }
        Violation again = result.violation();
        if (again == null || !again.property().equals(found.property())) {
          return differs(schedule, found, again);
        }
      }
      return null;
    } catch (NotRepeatableException e) {
      return e.mismatch();
    }
  }

  private static Mismatch differs(
      List<Decision> schedule, Violation found, @Nullable Violation again) {
    int last = schedule.size() - 1;
    return new Mismatch(
        Math.max(0, last),
        schedule.isEmpty() ? "the beginning" : schedule.getLast().receiver(),
        found.property() + " to be broken",
        again == null ? "nothing broken" : again.property() + " broken");
  }
}
