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
  /// A plan of nothing: the default order from the first step on.
  static final List<Pick> DEFAULT_ORDER = List.of();

  private final Player player;
  private final ShrinkAim aim;
  private final String property;
  private final int stepsMax;
  private final Set<Long> tried = new HashSet<>();
  private Execution best;
  private int replaysMax;

  /// @param first an execution that breaks the property
  Search(Player player, ShrinkAim aim, Execution first, String property, int stepsMax) {
    this.player = player;
    this.aim = aim;
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

  /// The first step of the best that it helps to do without.
  int firstSpareable() {
    return aim.firstSpareable(best);
  }

  /// Plays `plan` unless that was done before, and keeps the execution if it breaks the same
  /// property in the same way and is shorter.
  boolean shorten(List<Pick> plan) {
    return shorten(plan, best.steps().size());
  }

  /// As [#shorten], for a plan that need not break the property sooner than within `steps`.
  boolean shorten(List<Pick> plan, int steps) {
    return improve(plan, steps, aim.shorter());
  }

  /// As [#shorten], with stand-ins for what is not possible.
  boolean shortenByRoles(List<Pick> plan) {
    int steps = best.atEnd() ? stepsMax : best.steps().size();
    return !spent() && keep(player.playByRoles(plan, steps), aim.shorter());
  }

  /// As [#shorten], and keeps the execution also if it is only easier to read.
  boolean straighten(List<Pick> plan) {
    return improve(plan, best.steps().size(), aim.easier());
  }

  /// Plays `plan` and no more than the aim has patience for, or to the end where the property is
  /// judged there.
  Execution play(List<Pick> plan) {
    return player.play(plan, best.atEnd() ? stepsMax : plan.size() + aim.patience());
  }

  /// Plays `plan` and so many steps more in the default order, but for the channel `held`.
  Execution playHolding(List<Pick> plan, int held, int further) {
    return player.playHolding(plan, held, plan.size() + further);
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
    return keep(
        player.sample(number, listedMax, best.atEnd() ? stepsMax : listedMax), aim.shorter());
  }

  private boolean improve(List<Pick> plan, int steps, Comparator<Length> order) {
    if (spent() || !tried.add(hash(plan))) {
      return false;
    }
    return keep(player.play(plan, best.atEnd() ? stepsMax : steps), order);
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
