package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Delivers something before what it raced with, in case the property breaks sooner then: the same
/// mistake is often possible in an earlier round than the one where it was found.
final class Advance {
  private final Search search;

  Advance(Search search) {
    this.search = search;
  }

  /// Tries every delivery at each earlier place that makes a difference.
  void all() {
    for (int step = search.best().listed() - 1; step > 0 && !search.spent(); step--) {
      while (step < search.best().listed() && any(step)) {
        // The best has changed: the same place holds another delivery now.
      }
    }
  }

  private boolean any(int step) {
    List<Step> steps = search.best().steps().subList(0, search.best().listed());
    Causality causality = new Causality(steps);
    for (int passed : passable(steps, step)) {
      if (search.shorten(reversed(steps, step, causality.future(passed)))) {
        return true;
      }
    }
    return false;
  }

  /// The steps at the same actor that `step` could have come before, the earliest first: they took
  /// place after its message was sent and after its forerunner on the channel.
  private static List<Integer> passable(List<Step> steps, int step) {
    Step moved = steps.get(step);
    List<Integer> passable = new ArrayList<>();
    for (int i = step - 1; i > moved.sentAt(); i--) {
      Step passed = steps.get(i);
      if (passed.pick().channel() == moved.pick().channel()) {
        break;
      }
      if (passed.receiver() == moved.receiver()) {
        passable.addFirst(i);
      }
    }
    return passable;
  }

  /// What came before `step` without `future`, then `step`, and only then `future`.
  private static List<Pick> reversed(List<Step> steps, int step, BitSet future) {
    List<Pick> plan = new ArrayList<>();
    List<Pick> late = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      (i < step && future.get(i) ? late : plan).add(steps.get(i).pick());
      if (i == step) {
        plan.addAll(late);
      }
    }
    return plan;
  }
}
