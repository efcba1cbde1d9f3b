package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.shrink.Delay.Outcome;
import io.interlock.engine.explore.shrink.Execution.Pending;
import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds the essential races of an execution: delays each delivery past later ones at the same
/// actor until the property holds.
final class Races {
  /// How far beyond the failing step it is looked for what that must not wait for.
  private static final int FUTURE_STEPS_MAX = 40;

  private static final int FUTURE_TRIES_MAX = 4;

  private final Search search;
  private final Execution execution;
  private final Causality causality;
  private final Channels channels;
  private final List<EssentialRace> essential = new ArrayList<>();

  /// The races of the best execution of a search, with the tries that are left to it.
  Races(Search search, Channels channels) {
    this.search = search;
    this.execution = search.best();
    this.causality = new Causality(execution.steps());
    this.channels = channels;
  }

  /// The races in the order of their first deliveries, without those that follow from others.
  List<EssentialRace> essential() {
    if (!execution.atEnd() && !execution.steps().isEmpty() && !search.spent()) {
      pastFuture();
    }
    // What matters is more often near the failure, and tries may run out.
    for (int step = execution.listed() - 1; step >= 0; step--) {
      delay(step);
    }
    return essential.stream()
        .distinct()
        .filter(race -> essential.stream().noneMatch(other -> implies(other, race)))
        .sorted(Comparator.comparingInt(EssentialRace::first))
        .toList();
  }

  private void delay(int step) {
    Delay delay = new Delay(search, causality, step);
    List<Integer> places = new ArrayList<>();
    Step delayed = execution.steps().get(step);
    for (int channel : delayed.lost()) {
      if (!search.spent() && delay.untilLost(channel) == Outcome.HOLDS) {
        add(step, EssentialRace.NEVER, channel);
      }
    }
    for (int place = step + 1; place < execution.steps().size(); place++) {
      Step other = execution.steps().get(place);
      if (meet(delayed, other)) {
        if (delay.isFollowedBy(other.pick().channel(), other.sentAt())) {
          past(step, delay, places);
          return;
        }
        places.add(place);
      }
    }
    if (past(step, delay, places)) {
      pastPending(step, delay);
    }
  }

  private static boolean meet(Step step, Step other) {
    return step.touched().stream().anyMatch(other.touched()::contains);
  }

  /// What would have come next to the actor where the property broke, had the last step not come
  /// before it.
  private void pastFuture() {
    int last = execution.steps().size() - 1;
    Step failing = execution.steps().get(last);
    List<Pick> plan = new ArrayList<>(search.best().picks().subList(0, last));
    Execution held = search.playHolding(plan, failing.pick().channel(), FUTURE_STEPS_MAX);
    int replays = 0;
    for (int i = last; i < held.steps().size() && replays < FUTURE_TRIES_MAX; i++) {
      Step next = held.steps().get(i);
      plan.add(next.pick());
      if (next.receiver() == failing.receiver() && !search.spent()) {
        replays++;
        List<Pick> late = new ArrayList<>(plan);
        late.add(failing.pick());
        Execution played = search.play(late);
        boolean came =
            played.steps().size() >= late.size()
                && played.steps().get(late.size() - 1).pick().channel() == failing.pick().channel();
        if (came && !played.breaks(search.property())) {
          add(last, EssentialRace.NEVER, next.pick().channel());
          return;
        }
      }
    }
  }

  /// Finds the first of `places` that `step` must not come after, in strides that double and then
  /// halve; says whether there is none.
  private boolean past(int step, Delay delay, List<Integer> places) {
    int breaks = 0;
    int other = places.size() + 1;
    Outcome outcome = Outcome.BREAKS;
    while (other - breaks > 1 && !search.spent()) {
      int middle =
          other > places.size() ? Math.min(2 * breaks + 1, places.size()) : (breaks + other) / 2;
      Outcome probed = delay.until(places.get(middle - 1));
      if (probed == Outcome.BREAKS) {
        breaks = middle;
      } else {
        other = middle;
        outcome = probed;
      }
    }
    if (outcome == Outcome.HOLDS) {
      int place = places.get(other - 1);
      add(step, place, execution.steps().get(place).pick().channel());
    }
    return other > places.size();
  }

  /// What is pending at the end could have come before `step`, too.
  private void pastPending(int step, Delay delay) {
    for (Pending other : execution.pending()) {
      boolean possible =
          other.receiver() == execution.steps().get(step).receiver()
              && !delay.isFollowedBy(other.channel(), other.sentAt());
      if (possible && !search.spent() && delay.untilPending(other.channel()) == Outcome.HOLDS) {
        add(step, EssentialRace.NEVER, other.channel());
      }
    }
  }

  private void add(int first, int second, int channel) {
    essential.add(
        new EssentialRace(first, second, channels.sender(channel), channels.receiverName(channel)));
  }

  /// Whether the order of `race` follows from that of a sharper one, because one message leads to
  /// another.
  private boolean implies(EssentialRace sharper, EssentialRace race) {
    boolean sameSecond =
        sharper.second() == race.second()
            && sharper.sender().equals(race.sender())
            && sharper.receiver().equals(race.receiver());
    boolean earlierSecond =
        sharper.second() != EssentialRace.NEVER
            && race.second() != EssentialRace.NEVER
            && causality.family(sharper.second()).get(race.second());
    return !sharper.equals(race)
        && causality.family(race.first()).get(sharper.first())
        && (sameSecond || earlierSecond);
  }
}
