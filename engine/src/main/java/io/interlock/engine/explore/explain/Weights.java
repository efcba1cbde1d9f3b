package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.explain.Row.Weight;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Says how much each step of a counterexample matters.
final class Weights {
  private final Counterexample counterexample;
  private final BitSet essential = new BitSet();
  private final Set<String> actors = new HashSet<>();

  /// @param departure the first step that is not in the default order
  /// @param channels all that the execution used
  /// @param names what rows call actors
  Weights(
      Counterexample counterexample,
      int departure,
      Channels channels,
      UnaryOperator<String> names) {
    this.counterexample = counterexample;
    for (EssentialRace race : counterexample.races()) {
      essential.set(race.first());
      if (race.second() != EssentialRace.NEVER) {
        essential.set(race.second());
      }
    }
    essential.set(departure);
    essential.set(counterexample.failingStep());
    for (int channel = 0; channel < channels.size(); channel++) {
      actors.add(names.apply(channels.receiverName(channel)));
    }
  }

  Row weighed(Row row) {
    return row.weighing(weight(row));
  }

  private Weight weight(Row row) {
    if (essential.get(row.step())) {
      return Weight.ESSENTIAL;
    }
    boolean chose =
        counterexample.schedule().get(row.step()).choices().stream().anyMatch(c -> c != 0);
    if (chose || !actors.contains(row.sender())) {
      return Weight.EVENT;
    }
    boolean matters = row.weight() == Weight.ROUTINE || row.step() < counterexample.listed();
    return matters ? row.weight() : Weight.BY_DEFAULT;
  }
}
