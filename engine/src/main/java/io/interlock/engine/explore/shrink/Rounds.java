package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Leaves out whole rounds: all that happened after one delivery on a channel, and not yet after a
/// later one on the same channel. What is seldom sent is likely to begin a round.
final class Rounds {
  private static final int TRIES_MAX = 40;

  private final Search search;

  Rounds(Search search) {
    this.search = search;
  }

  /// Two deliveries on one channel.
  private record Round(int first, int next) {
    int length() {
      return next - first;
    }
  }

  void leaveOut() {
    int tries = 0;
    List<Round> rounds = rounds();
    while (!rounds.isEmpty() && tries++ < TRIES_MAX && !search.spent()) {
      if (leaveOut(rounds.removeFirst())) {
        rounds = rounds();
      }
    }
  }

  private boolean leaveOut(Round round) {
    Causality causality = new Causality(search.best().steps());
    BitSet removed = causality.future(round.first);
    removed.andNot(causality.future(round.next));
    return search.shorten(Search.without(search.best().picks(), removed));
  }

  /// Those of the least used channel first, of these the longest first.
  private List<Round> rounds() {
    Map<Integer, List<Integer>> stepsOf = new LinkedHashMap<>();
    List<Step> steps = search.best().steps();
    for (int i = 0; i < search.best().listed(); i++) {
      stepsOf.computeIfAbsent(steps.get(i).pick().channel(), _ -> new ArrayList<>()).add(i);
    }
    List<Round> rounds = new ArrayList<>();
    stepsOf.values().stream()
        .sorted(Comparator.comparingInt(List::size))
        .forEach(of -> rounds.addAll(between(of, TRIES_MAX - rounds.size())));
    return rounds;
  }

  private static List<Round> between(List<Integer> steps, int most) {
    List<Round> rounds = new ArrayList<>();
    for (int distance = steps.size() - 1; distance > 0; distance--) {
      for (int i = distance; i < steps.size() && rounds.size() < most; i++) {
        rounds.add(new Round(steps.get(i - distance), steps.get(i)));
      }
    }
    rounds.sort(Comparator.comparingInt(Round::length).reversed());
    return rounds;
  }
}
