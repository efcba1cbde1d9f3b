package io.interlock.engine.explore.proof;

import java.util.Arrays;

/// The steps of one execution, and which happened before which.
///
/// A step happens after all earlier ones that touched an actor it touches, and after the one that
/// sent its message. Kept as a vector clock a step: for each actor, how many deliveries there
/// happened up to the step, itself included.
final class Execution {
  private static final int NONE = -1;

  private int length;
  private Act[] acts = new Act[64];
  private int[] receivers = new int[64];
  private int[] senders = new int[64];
  private int[] ordinals = new int[64];
  private int[][] clocks = new int[64][0];

  /// For each actor that a step touches, who touched it before.
  private int[][] previous = new int[64][0];

  // By actor: the last step that touched it, its deliveries so far, the step that stopped it.
  private int[] last = {};
  private int[] deliveries = {};
  private int[] stoppedBy = {};

  int length() {
    return length;
  }

  Act act(int step) {
    return acts[step];
  }

  /// Appends a step that delivers to `receiver` what the step `sender` sent.
  void append(Act act, int receiver, int sender) {
    int step = length++;
    makeRoom(step, receiver, act.touched());
    acts[step] = act;
    receivers[step] = receiver;
    senders[step] = sender;
    ordinals[step] = ++deliveries[receiver];
    int[] clock = cleared(clocks[step]);
    clocks[step] = clock;
    if (sender >= 0) {
      join(clock, clocks[sender]);
    }
    int[] touched = act.touched();
    if (previous[step].length != touched.length) {
      previous[step] = new int[touched.length];
    }
    for (int i = 0; i < touched.length; i++) {
      int before = last[touched[i]];
      previous[step][i] = before;
      last[touched[i]] = step;
      if (before >= 0) {
        join(clock, clocks[before]);
      }
    }
    clock[receiver] = ordinals[step];
  }

  /// The last step was that which stopped `actor`.
  void stopped(int actor) {
    if (stoppedBy[actor] == NONE) {
      stoppedBy[actor] = length - 1;
    }
  }

  /// The step that stopped `actor`, or -1.
  int stoppedBy(int actor) {
    return actor < stoppedBy.length ? stoppedBy[actor] : NONE;
  }

  /// Forgets all steps from `to` on.
  void truncate(int to) {
    while (length > to) {
      length--;
      int[] touched = acts[length].touched();
      for (int i = touched.length - 1; i >= 0; i--) {
        last[touched[i]] = previous[length][i];
      }
      deliveries[receivers[length]]--;
    }
    for (int actor = 0; actor < stoppedBy.length; actor++) {
      if (stoppedBy[actor] >= to) {
        stoppedBy[actor] = NONE;
      }
    }
  }

  /// Whether the step `i` is `j` or happened before it.
  boolean isBefore(int i, int j) {
    int[] clock = clocks[j];
    int receiver = receivers[i];
    return receiver < clock.length && clock[receiver] >= ordinals[i];
  }

  /// Who touched, last before `step`, the actors that it touches; -1 for nobody.
  int[] previous(int step) {
    return previous[step];
  }

  /// Whether `i`, one of the [#previous] of `j`, could as well come right after it: nothing that
  /// happened after `i` had to happen before `j`, its being sent included.
  boolean isReversible(int i, int j) {
    if (acts[i].channel() == acts[j].channel()) {
      return false; // a channel keeps its order
    }
    if (senders[j] >= 0 && isBefore(i, senders[j])) {
      return false;
    }
    for (int other : previous[j]) {
      if (other > i && isBefore(i, other)) {
        return false;
      }
    }
    return true;
  }

  /// Whether what step `j` touches is touched by `i` at its receiver, so that without `i` the
  /// handler may do something else.
  boolean reachesReceiver(int i, int j) {
    return acts[i].touches(receivers[j]);
  }

  /// The steps before `end` that came after the first of `roots` and did not happen after any of
  /// them, but none that breaks a property, since nothing could follow.
  Sequence independentOf(int[] roots, int end) {
    Sequence sequence = new Sequence();
    for (int step = roots[0] + 1; step < end; step++) {
      if (isIndependentOf(roots, step) && !acts[step].breaks()) {
        sequence.add(acts[step]);
      }
    }
    return sequence;
  }

  /// Whether `step` did not happen after any of `roots`.
  boolean isIndependentOf(int[] roots, int step) {
    for (int root : roots) {
      if (isBefore(root, step)) {
        return false;
      }
    }
    return true;
  }

  private static void join(int[] clock, int[] other) {
    for (int i = 0; i < other.length; i++) {
      if (other[i] > clock[i]) {
        clock[i] = other[i];
      }
    }
  }

  private int[] cleared(int[] clock) {
    if (clock.length != last.length) {
      return new int[last.length];
    }
    Arrays.fill(clock, 0);
    return clock;
  }

  private void makeRoom(int step, int receiver, int[] touched) {
    if (step == acts.length) {
      acts = Arrays.copyOf(acts, 2 * step);
      receivers = Arrays.copyOf(receivers, 2 * step);
      senders = Arrays.copyOf(senders, 2 * step);
      ordinals = Arrays.copyOf(ordinals, 2 * step);
      clocks = grown(clocks);
      previous = grown(previous);
    }
    int highest = receiver;
    for (int actor : touched) {
      highest = Math.max(highest, actor);
    }
    if (highest >= last.length) {
      int known = last.length;
      last = Arrays.copyOf(last, highest + 1);
      deliveries = Arrays.copyOf(deliveries, highest + 1);
      stoppedBy = Arrays.copyOf(stoppedBy, highest + 1);
      Arrays.fill(last, known, highest + 1, NONE);
      Arrays.fill(stoppedBy, known, highest + 1, NONE);
    }
  }

  private static int[][] grown(int[][] rows) {
    int[][] grown = Arrays.copyOf(rows, 2 * rows.length);
    Arrays.fill(grown, rows.length, grown.length, new int[0]);
    return grown;
  }
}
