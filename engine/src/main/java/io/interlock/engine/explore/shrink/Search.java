package io.interlock.engine.explore.shrink;

import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The best execution so far, and tries to better it.
final class Search {
  private static final Comparator<Length> SHORTER =
      Comparator.comparingInt(Length::deliveries).thenComparing(Length::choices);

  private final Player player;
  private final String property;
  private final int stepsMax;
  private final Set<Long> tried = new HashSet<>();
  private Execution best;
  private int replaysMax;

  /// @param first an execution that breaks the property
  Search(Player player, Execution first, String property, int stepsMax) {
    this.player = player;
    this.best = first;
    this.property = property;
    this.stepsMax = stepsMax;
  }

  /// Allows tries until the player has played `replaysMax` executions.
  void allow(int replaysMax) {
    this.replaysMax = replaysMax;
  }

  /// Whether no more tries are allowed.
  boolean spent() {
    return player.played() >= replaysMax;
  }

  Execution best() {
    return best;
  }

  /// Plays `plan` unless that was done before, and keeps the execution if it breaks the same
  /// property in the same way, with fewer deliveries or smaller choices.
  boolean shorten(List<Pick> plan) {
    return improve(plan, SHORTER);
  }

  /// As [#shorten], with stand-ins for what is not possible.
  boolean shortenByRoles(List<Pick> plan) {
    return !spent() && keep(player.playByRoles(plan, stepsMaxOfBest()), SHORTER);
  }

  /// As [#shorten], and keeps the execution also if it is only easier to read.
  boolean straighten(List<Pick> plan) {
    return improve(plan, Comparator.naturalOrder());
  }

  /// Plays `plan` and no more than that, or to the end where the property is judged there.
  Execution play(List<Pick> plan) {
    return player.play(plan, best.atEnd() ? stepsMax : plan.size());
  }

  String property() {
    return property;
  }

  /// Plays a random execution that is shorter than the best one, and keeps it if it breaks the same
  /// property in the same way.
  ///
  /// @param number which of all random executions
  boolean sample(int number) {
    int listedMax = best.listed() - 1;
    return keep(player.sample(number, listedMax, best.atEnd() ? stepsMax : listedMax), SHORTER);
  }

  private boolean improve(List<Pick> plan, Comparator<Length> order) {
    if (spent() || !tried.add(hash(plan))) {
      return false;
    }
    return keep(player.play(plan, stepsMaxOfBest()), order);
  }

  private int stepsMaxOfBest() {
    return best.atEnd() ? stepsMax : best.steps().size();
  }

  private boolean keep(Execution execution, Comparator<Length> order) {
    boolean better =
        execution.breaks(property)
            && execution.atEnd() == best.atEnd()
            && order.compare(execution.length(), best.length()) < 0;
    if (better) {
      best = execution;
    }
    return better;
  }

  /// A plan without some of its picks.
  static List<Pick> without(List<Pick> plan, BitSet removed) {
    List<Pick> rest = new ArrayList<>(plan.size());
    for (int i = 0; i < plan.size(); i++) {
      if (!removed.get(i)) {
        rest.add(plan.get(i));
      }
    }
    return rest;
  }

  private static long hash(List<Pick> plan) {
    long hash = plan.size();
    for (Pick pick : plan) {
      hash = Mix.fold(hash, pick.channel());
      hash = Mix.fold(hash, pick.choices().hashCode());
    }
    return hash;
  }
}
