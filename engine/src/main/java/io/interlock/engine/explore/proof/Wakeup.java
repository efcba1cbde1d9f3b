package io.interlock.engine.explore.proof;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step to be taken, and the branches of what is to follow, in the order in which they were asked
/// for: a node of a wakeup tree (Abdulla, Aronis, Jonsson, Sagonas 2014). None is equal to the
/// continuation of an earlier one. After a leaf, anything may follow.
final class Wakeup {
  private final List<Wakeup> branches = new ArrayList<>(2);
  private Act act;

  Wakeup(Act act) {
    this.act = act;
  }

  Act act() {
    return act;
  }

  /// The step has been taken, and more is known about it.
  void taken(Act actual) {
    act = actual;
  }

  List<Wakeup> branches() {
    return branches;
  }

  /// Adds `sequence` to these branches, unless one of them covers it. Takes the sequence apart.
  static void insert(List<Wakeup> branches, Sequence sequence) {
    List<Wakeup> level = branches;
    while (!sequence.isEmpty()) {
      Wakeup covering = covering(level, sequence);
      if (covering == null) {
        append(level, sequence);
        return;
      }
      if (covering.branches.isEmpty()) {
        return;
      }
      sequence.remove(covering.act);
      level = covering.branches;
    }
  }

  private static @Nullable Wakeup covering(List<Wakeup> branches, Sequence sequence) {
    for (Wakeup branch : branches) {
      if (sequence.isCoveredBy(branch.act)) {
        return branch;
      }
    }
    return null;
  }

  private static void append(List<Wakeup> branches, Sequence sequence) {
    List<Wakeup> level = branches;
    for (Act act : sequence.acts()) {
      Wakeup node = new Wakeup(act);
      level.add(node);
      level = node.branches;
    }
  }
}
