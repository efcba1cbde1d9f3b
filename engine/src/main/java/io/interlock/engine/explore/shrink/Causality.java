package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What happened before what in an execution: a step before the next one that touches the same
/// actor, and a send before its delivery.
final class Causality {
  private final List<Step> steps;
  private final List<List<Integer>> predecessors = new ArrayList<>();

  Causality(List<Step> steps) {
    this.steps = steps;
    Map<Integer, Integer> lastAt = new HashMap<>();
    for (int step = 0; step < steps.size(); step++) {
      List<Integer> direct = new ArrayList<>(2);
      if (steps.get(step).sentAt() >= 0) {
        direct.add(steps.get(step).sentAt());
      }
      for (int actor : steps.get(step).touched()) {
        Integer last = lastAt.put(actor, step);
        if (last != null) {
          direct.add(last);
        }
      }
      predecessors.add(direct);
    }
  }

  /// Steps that `step` cannot come before: its sender, and the last ones at the actors it touched.
  List<Integer> predecessors(int step) {
    return predecessors.get(step);
  }

  /// A step and all that happened before it.
  BitSet cone(int step) {
    BitSet cone = new BitSet();
    cone.set(step);
    for (int i = step; i >= 0; i = cone.previousSetBit(i - 1)) {
      predecessors.get(i).forEach(cone::set);
    }
    return cone;
  }

  /// A step and all that happened after it.
  BitSet future(int step) {
    BitSet future = new BitSet();
    future.set(step);
    for (int i = step + 1; i < steps.size(); i++) {
      if (predecessors.get(i).stream().anyMatch(future::get)) {
        future.set(i);
      }
    }
    return future;
  }

  /// What happened because `step` sent something: those deliveries, and all that came after them.
  BitSet consequences(int step) {
    BitSet consequences = new BitSet();
    for (int i = step + 1; i < steps.size(); i++) {
      boolean sent = steps.get(i).sentAt() == step;
      if (sent || predecessors.get(i).stream().anyMatch(consequences::get)) {
        consequences.set(i);
      }
    }
    return consequences;
  }

  /// A step, the deliveries of what it sent, of what these sent, and so on.
  BitSet family(int step) {
    BitSet family = new BitSet();
    family.set(step);
    for (int i = step + 1; i < steps.size(); i++) {
      int sender = steps.get(i).sentAt();
      if (sender >= 0 && family.get(sender)) {
        family.set(i);
      }
    }
    return family;
  }
}
