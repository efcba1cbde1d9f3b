package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the same deliveries into an order that is easier to read: as long as possible the default
/// order, then as few changes of the actor as [Blocks] finds.
final class Ordering {
  private final Search search;
  private final List<Pick> byDefault;

  /// @param byDefault the execution that takes the default order throughout
  Ordering(Search search, Execution byDefault) {
    this.search = search;
    this.byDefault = byDefault.steps().stream().map(Step::pick).toList();
  }

  void straighten() {
    startByDefault();
    Execution best = search.best();
    search.straighten(Blocks.order(best.steps().subList(0, best.listed()), best.departure()));
  }

  /// Halves what it takes of the default order until that does no harm.
  private void startByDefault() {
    List<Pick> picks = search.best().picks();
    int length = inCommon(picks);
    while (length > search.best().departure() && !search.straighten(moved(length, picks))) {
      length /= 2;
    }
  }

  /// How much of the default order consists of picks that the plan has too.
  private int inCommon(List<Pick> plan) {
    Map<Pick, Integer> left = new HashMap<>();
    plan.forEach(pick -> left.merge(pick, 1, Integer::sum));
    int length = 0;
    while (length < byDefault.size() && left.merge(byDefault.get(length), -1, Integer::sum) >= 0) {
      length++;
    }
    return length;
  }

  /// The plan with its part of the default order at the front.
  private List<Pick> moved(int length, List<Pick> plan) {
    List<Pick> ordered = new ArrayList<>(byDefault.subList(0, length));
    Map<Pick, Integer> taken = new HashMap<>();
    ordered.forEach(pick -> taken.merge(pick, 1, Integer::sum));
    for (Pick pick : plan) {
      if (taken.merge(pick, -1, Integer::sum) < 0) {
        ordered.add(pick);
      }
    }
    return ordered;
  }
}
