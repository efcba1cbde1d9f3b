package io.interlock.engine.explore.proof;

import java.util.ArrayList;
import java.util.List;

/// Steps to be taken one after the other, up to the order of independent ones.
final class Sequence {
  /// How a step relates to a sequence that it is not a first step of: it can be put before, or not.
  private static final int COMMUTES = -1;

  private static final int CLASHES = -2;

  private final List<Act> acts = new ArrayList<>();

  void add(Act act) {
    acts.add(act);
  }

  List<Act> acts() {
    return acts;
  }

  boolean isEmpty() {
    return acts.isEmpty();
  }

  void replaceLast(Act act) {
    acts.set(acts.size() - 1, act);
  }

  /// Whether `act` is one of these steps, and can be the first (an initial).
  boolean holdsFirst(Act act) {
    return find(act) >= 0;
  }

  /// Whether what begins with `act` covers this sequence: `act` can be its first, or put before it
  /// without a difference (a weak initial). What comes after a broken property is not explored, so
  /// a step that breaks one covers nothing but itself.
  boolean isCoveredBy(Act act) {
    int found = find(act);
    return found >= 0 || (found == COMMUTES && !act.breaks());
  }

  /// Takes `act` out, if it is there.
  void remove(Act act) {
    int found = find(act);
    if (found >= 0) {
      acts.remove(found);
    }
  }

  private int find(Act act) {
    for (int i = 0; i < acts.size(); i++) {
      Act mine = acts.get(i);
      if (mine.isSame(act)) {
        return i;
      }
      if (mine.dependsOn(act)) {
        return CLASHES;
      }
    }
    return COMMUTES;
  }
}
