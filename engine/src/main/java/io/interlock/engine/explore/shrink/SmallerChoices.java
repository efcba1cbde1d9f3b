package io.interlock.engine.explore.shrink;

import java.util.ArrayList;
import java.util.List;

/// Replaces what handlers chose by smaller numbers, 0 first: a choice that is not 0 then matters.
final class SmallerChoices {
  private final Search search;

  SmallerChoices(Search search) {
    this.search = search;
  }

  /// Tries every choice that is not 0, from the last on.
  void all() {
    for (int step = search.best().listed() - 1; step >= 0; step--) {
      for (int i = 0; step < search.best().listed() && i < choices(step).size(); i++) {
        lower(step, i);
      }
    }
  }

  private void lower(int step, int index) {
    if (choices(step).get(index) == 0 || lowered(step, index, 0)) {
      return;
    }
    int refused = 0;
    while (isAbove(step, index, refused + 1)) {
      int middle = refused + (choices(step).get(index) - refused) / 2;
      if (!lowered(step, index, middle)) {
        refused = middle;
      }
    }
  }

  private boolean isAbove(int step, int index, int value) {
    return step < search.best().listed()
        && index < choices(step).size()
        && choices(step).get(index) > value;
  }

  private boolean lowered(int step, int index, int value) {
    List<Pick> plan = new ArrayList<>(search.best().picks());
    Pick pick = plan.get(step);
    List<Integer> choices = new ArrayList<>(pick.choices());
    choices.set(index, value);
    plan.set(step, new Pick(pick.channel(), choices));
    return search.shorten(plan);
  }

  private List<Integer> choices(int step) {
    return search.best().steps().get(step).pick().choices();
  }
}
