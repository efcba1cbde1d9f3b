package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lets a failing execution follow the default order for as long as it can, and then do what is
/// left of what it did.
///
/// Before the departure the default order delivers; whatever the failing execution would have
/// delivered of it, it need not deliver again.
final class Departure {
  private static final int PLACES_MAX = 96;
  private static final int STRIDE_MAX = 32;
  private static final int WAITS_MAX = 32;
  private static final int WAITING_TRIES_MAX = 160;

  private final Search search;
  private final List<Pick> byDefault;

  /// @param byDefault the execution that takes the default order throughout
  Departure(Search search, Execution byDefault) {
    this.search = search;
    this.byDefault = byDefault.steps().stream().map(Step::pick).toList();
  }

  /// Departs from the default order where the least of `failing` is left: tries places from the end
  /// of the default order on, and then those around the best.
  void latest(Execution failing) {
    List<Pick> wanted = failing.picks();
    int stride = 1 + byDefault.size() / PLACES_MAX;
    int best = -1;
    for (int place = byDefault.size(); place > 0 && !search.spent(); place -= stride) {
      best = search.shorten(departing(place, wanted), reach(place)) ? place : best;
    }
    int last = Math.min(best + stride - 1, byDefault.size());
    for (int place = last; best > 0 && place > best - stride && place > 0; place--) {
      search.shorten(departing(place, wanted), reach(place));
    }
  }

  /// Lets nothing but the channel of the delivery that fails wait, and tries the latest places of
  /// the default order first: whatever else the failing execution did may not be needed.
  void waiting() {
    Pick failing = search.best().steps().getLast().pick();
    int tries = 0;
    for (int place = byDefault.size() - 1; place > search.best().departure(); place--) {
      if (byDefault.get(place).channel() == failing.channel()) {
        for (int steps = 1; steps <= waitsMax(place); steps++) {
          if (tries++ == WAITING_TRIES_MAX || search.spent()) {
            return;
          }
          search.shorten(waiting(place, steps, failing), reach(place));
        }
      }
    }
  }

  private int waitsMax(int place) {
    int left = Math.min(byDefault.size() - place - 1, WAITS_MAX);
    return Math.min(left, search.best().length().afterDeparture() - 2);
  }

  private List<Pick> waiting(int place, int steps, Pick failing) {
    List<Pick> plan = new ArrayList<>(byDefault.subList(0, place));
    byDefault.subList(place + 1, place + 1 + steps).stream()
        .filter(pick -> pick.channel() != failing.channel())
        .forEach(plan::add);
    plan.add(failing);
    return plan;
  }

  /// Lets the default order go on for some steps where it ends now; says whether it could.
  boolean later() {
    boolean later = false;
    for (int stride = STRIDE_MAX; stride > 0; stride /= 2) {
      while (later(search.best().departure() + stride)) {
        later = true;
      }
    }
    return later;
  }

  private boolean later(int place) {
    if (place > byDefault.size()) {
      return false;
    }
    List<Pick> best = search.best().picks();
    List<Pick> after = best.subList(search.best().departure(), best.size());
    return search.shorten(departing(place, best), reach(place))
        || search.shorten(followed(place, after), reach(place));
  }

  /// The default order up to `place`, and then all of `after`: where the same conversation goes on,
  /// deliveries before and after the departure look alike.
  private List<Pick> followed(int place, List<Pick> after) {
    List<Pick> plan = new ArrayList<>(byDefault.subList(0, place));
    plan.addAll(after);
    return plan;
  }

  /// Steps within which a departure at `place` would be no earlier in effect than the best.
  private int reach(int place) {
    return place + search.best().length().afterDeparture();
  }

  /// The default order up to `place`, then what is wanted beyond it. The delivery that fails is
  /// wanted in any case: what looks like it before may have been another of its kind.
  private List<Pick> departing(int place, List<Pick> wanted) {
    List<Pick> plan = new ArrayList<>(byDefault.subList(0, place));
    Map<Integer, Integer> delivered = new HashMap<>();
    plan.forEach(pick -> delivered.merge(pick.channel(), 1, Integer::sum));
    int last = wanted.size() - 1;
    for (int i = 0; i <= last; i++) {
      boolean isNew = delivered.merge(wanted.get(i).channel(), -1, Integer::sum) < 0;
      if (isNew || i == last) {
        plan.add(wanted.get(i));
      }
    }
    return plan;
  }
}
