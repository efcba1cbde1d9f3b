package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.explain.Row.Weight;
import io.interlock.engine.explore.shrink.EssentialRace;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// Says how much each step of a counterexample matters.
final class Weights {
  private final Counterexample counterexample;
  private final BitSet essential = new BitSet();
  private final Set<String> actors = new HashSet<>();

  /// @param channels all that the execution used
  Weights(Counterexample counterexample, Channels channels) {
    this.counterexample = counterexample;
    for (EssentialRace race : counterexample.races()) {
      essential.set(race.first());
      if (race.second() != EssentialRace.NEVER) {
        essential.set(race.second());
      }
    }
    essential.set(counterexample.failingStep());
    for (int channel = 0; channel < channels.size(); channel++) {
      actors.add(Explanation.name(channels.receiverName(channel)));
    }
  }

  Row weighed(Row row) {
    return new Row(
        row.step(), row.atPicos(), row.sender(), row.receiver(), row.words(), weight(row));
  }

  private Weight weight(Row row) {
    if (essential.get(row.step())) {
      return Weight.ESSENTIAL;
    }
    if (row.step() >= counterexample.listed()) {
      return Weight.BY_DEFAULT;
    }
    boolean chose =
        counterexample.schedule().get(row.step()).choices().stream().anyMatch(c -> c != 0);
    return chose || !actors.contains(row.sender()) ? Weight.EVENT : Weight.PLAIN;
  }
}
