package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Lets one step of an execution, and all that comes of what it sends, wait for a later delivery.
final class Delay {
  private final Search search;
  private final List<Step> steps;
  private final int delayed;
  private final BitSet waiting;

  /// Delays `delayed` in the best execution of a search.
  Delay(Search search, Causality causality, int delayed) {
    this.search = search;
    this.steps = search.best().steps();
    this.delayed = delayed;
    waiting = causality.consequences(delayed);
    waiting.set(delayed);
  }

  /// What becomes of the property.
  enum Outcome {
    BREAKS,
    HOLDS,
    /// The later delivery needs what waits for it.
    IMPOSSIBLE
  }

  /// Whether a message on `channel`, sent by the step `sentAt`, comes after the delayed step in any
  /// case.
  boolean isFollowedBy(int channel, int sentAt) {
    return channel == steps.get(delayed).pick().channel() || (sentAt >= 0 && waiting.get(sentAt));
  }

  /// Waits for what the execution delivers at `place`.
  Outcome until(int place) {
    return until(steps.get(place).pick(), place, place + 1);
  }

  /// Waits for the head of a channel that the execution never delivers.
  Outcome untilPending(int channel) {
    return until(new Pick(channel, List.of()), steps.size(), steps.size());
  }

  /// Waits for the head of a channel that the delayed step makes vanish.
  Outcome untilLost(int channel) {
    return until(new Pick(channel, List.of()), delayed, delayed);
  }

  /// @param from the step that comes after those that waited
  private Outcome until(Pick awaited, int place, int from) {
    List<Pick> plan = new ArrayList<>();
    List<Pick> late = new ArrayList<>();
    for (int i = 0; i < place; i++) {
      (waiting.get(i) ? late : plan).add(steps.get(i).pick());
    }
    plan.add(awaited);
    List<Pick> before = List.copyOf(plan);
    plan.addAll(late);
    for (int i = from; i < steps.size(); i++) {
      plan.add(steps.get(i).pick());
    }
    return outcome(search.play(plan), before);
  }

  /// A delivery that was left out because it was not possible yet cannot come first.
  private Outcome outcome(Execution played, List<Pick> before) {
    if (played.breaks(search.property())) {
      return Outcome.BREAKS;
    }
    boolean possible = played.steps().size() >= before.size();
    for (int i = 0; possible && i < before.size(); i++) {
      possible = played.steps().get(i).pick().channel() == before.get(i).channel();
    }
    return possible ? Outcome.HOLDS : Outcome.IMPOSSIBLE;
  }
}
