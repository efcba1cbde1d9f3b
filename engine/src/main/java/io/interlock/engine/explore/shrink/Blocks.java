package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.List;

/// Groups the steps of an execution: those of one actor, then those of one conversation, next to
/// each other. No step comes before one that it depends on.
final class Blocks {
  private final List<Step> steps;
  private final List<List<Integer>> successors = new ArrayList<>();
  private final int[] awaited;
  private final List<Integer> ready = new ArrayList<>();
  private final List<Integer> ordered = new ArrayList<>();
  private final int[] placeOf;

  private Blocks(List<Step> steps) {
    this.steps = steps;
    awaited = new int[steps.size()];
    placeOf = new int[steps.size()];
    Causality causality = new Causality(steps);
    for (int step = 0; step < steps.size(); step++) {
      successors.add(new ArrayList<>());
      awaited[step] = causality.predecessors(step).size();
      for (int predecessor : causality.predecessors(step)) {
        successors.get(predecessor).add(step);
      }
      if (awaited[step] == 0) {
        ready.add(step);
      }
    }
  }

  /// The picks of `steps`, of which the first `fixed` stay where they are.
  static List<Pick> order(List<Step> steps, int fixed) {
    Blocks blocks = new Blocks(steps);
    for (int i = 0; i < steps.size(); i++) {
      blocks.place(i < fixed ? i : blocks.next());
    }
    return blocks.ordered.stream().map(step -> steps.get(step).pick()).toList();
  }

  private void place(int step) {
    ready.remove((Integer) step);
    placeOf[step] = ordered.size();
    ordered.add(step);
    for (int successor : successors.get(step)) {
      if (--awaited[successor] == 0) {
        ready.add(successor);
      }
    }
  }

  /// The best of the steps that may come now.
  private int next() {
    int best = ready.getFirst();
    for (int step : ready) {
      if (rank(step) > rank(best) || (rank(step) == rank(best) && step < best)) {
        best = step;
      }
    }
    return best;
  }

  /// Highest for a step at the actor of the step before, else the later its message was sent.
  private int rank(int step) {
    int sentAt = steps.get(step).sentAt();
    boolean sameActor =
        !ordered.isEmpty() && steps.get(ordered.getLast()).receiver() == steps.get(step).receiver();
    return sameActor ? Integer.MAX_VALUE : sentAt < 0 ? -1 : placeOf[sentAt];
  }
}
