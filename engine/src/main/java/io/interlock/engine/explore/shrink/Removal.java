package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/// Leaves deliveries out: ever smaller groups of neighbours, as delta debugging does (Zeller and
/// Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).
final class Removal {
  private final Search search;

  Removal(Search search) {
    this.search = search;
  }

  /// Leaves out all that did not happen before the failing step.
  void outsideCone() {
    Execution best = search.best();
    int last = best.steps().size() - 1;
    if (!best.atEnd() && last >= 0) {
      BitSet removed = new Causality(best.steps()).cone(last);
      removed.flip(0, last + 1);
      search.shorten(Search.without(best.picks(), removed));
    }
  }

  /// Leaves out what came from outside the actors, each with all that was sent because of it.
  void externals() {
    groups(Removal::externalFamilies);
    sweep(Removal::externalFamilies, 1);
  }

  /// Leaves out groups of deliveries, then single ones.
  void deliveries() {
    groups(this::single);
    singles();
  }

  /// Leaves out single deliveries until none can be spared; says whether one could.
  boolean singles() {
    boolean shorter = false;
    while (sweep(this::single, 1)) {
      shorter = true;
    }
    return shorter;
  }

  /// Leaves out single deliveries and lets others of the same role do what that made impossible;
  /// says whether one could be spared. That helps where a handler chooses whom to send to.
  boolean singlesByRoles() {
    boolean shorter = false;
    for (int i = search.best().listed() - 1; i >= 0 && !search.spent(); i--) {
      if (search.shortenByRoles(Search.without(search.best().picks(), bit(i)))) {
        shorter = true;
        i = Math.min(i, search.best().listed());
      }
    }
    return shorter;
  }

  /// Leaves out two deliveries at a time, the nearer to each other first; says whether it could.
  boolean pairs() {
    boolean shorter = false;
    for (int distance = 1; distance < search.best().listed(); distance++) {
      int first = search.firstSpareable() + distance;
      for (int i = search.best().listed() - 1; i >= first && !search.spent(); i--) {
        BitSet pair = bit(i);
        pair.set(i - distance);
        shorter |= search.shorten(Search.without(search.best().picks(), pair));
      }
    }
    return shorter;
  }

  private void groups(Function<Execution, List<BitSet>> partsOf) {
    for (int size = partsOf.apply(search.best()).size() / 2; size > 1; size /= 2) {
      sweep(partsOf, size);
    }
  }

  /// Tries to do without each group of `size` neighbouring parts, from the end on.
  private boolean sweep(Function<Execution, List<BitSet>> partsOf, int size) {
    boolean shorter = false;
    List<BitSet> parts = partsOf.apply(search.best());
    int to = parts.size();
    while (to > 0 && !search.spent()) {
      int from = Math.max(0, to - size);
      BitSet removed = new BitSet();
      parts.subList(from, to).forEach(removed::or);
      to = from;
      if (search.shorten(Search.without(search.best().picks(), removed))) {
        shorter = true;
        parts = partsOf.apply(search.best());
        to = Math.min(from, parts.size());
      }
    }
    return shorter;
  }

  private List<BitSet> single(Execution execution) {
    List<BitSet> parts = new ArrayList<>();
    for (int i = search.firstSpareable(); i < execution.listed(); i++) {
      parts.add(bit(i));
    }
    return parts;
  }

  private static BitSet bit(int index) {
    BitSet bits = new BitSet();
    bits.set(index);
    return bits;
  }

  private static List<BitSet> externalFamilies(Execution execution) {
    Causality causality = new Causality(execution.steps());
    List<BitSet> parts = new ArrayList<>();
    for (int i = 0; i < execution.listed(); i++) {
      Step step = execution.steps().get(i);
      if (step.external()) {
        parts.add(causality.family(i));
      }
    }
    return parts;
  }
}
