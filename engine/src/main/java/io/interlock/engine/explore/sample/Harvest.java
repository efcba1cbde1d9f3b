package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.sample.Sampled.End;
import io.interlock.engine.explore.sample.Sampled.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Takes in what comes of executions, in their order, so that it does not matter who ran which.
final class Harvest {
  private final Knowledge knowledge;
  private final List<StrategyName> strategies;
  private final long[] executions;
  private final long[] deliveries;
  private final long[] failed;
  private final long[] coverage;
  private long cut;
  private final List<Find> finds = new ArrayList<>();
  private @Nullable Nondeterminism nondeterminism;

  Harvest(Rotation rotation, Knowledge knowledge) {
    this.knowledge = knowledge;
    strategies = rotation.strategies();
    executions = new long[strategies.size()];
    deliveries = new long[strategies.size()];
    failed = new long[strategies.size()];
    coverage = new long[strategies.size()];
  }

  /// Takes in a generation, up to the execution that ends the search; says whether one does.
  boolean takeIn(Generation generation) {
    for (int i = 0; i < generation.size(); i++) {
      Outcome outcome = generation.outcome(i);
      if (outcome == null) {
        break;
      }
      takeIn(outcome);
      if (generation.endsSearch(outcome)) {
        return true;
      }
    }
    knowledge.corpus().publish();
    return false;
  }

  private void takeIn(Outcome outcome) {
    int turn = outcome.turn();
    executions[turn]++;
    deliveries[turn] += outcome.steps();
    cut += outcome.cut() ? 1 : 0;
    int orderings = knowledge.coverage().addOrderings(outcome.newOrderings());
    int states = knowledge.coverage().addStates(outcome.newStates());
    coverage[turn] += orderings;
    long[] tape = outcome.tape();
    if (tape != null && orderings + states > 0) {
      knowledge.corpus().add(tape);
    }
    failed[turn] += outcome.violation() == null ? 0 : 1;
    Find find = outcome.find();
    if (find != null && knowledge.broken().add(find.violation().property())) {
      finds.add(find);
    }
    nondeterminism = outcome.nondeterminism();
  }

  Progress progress() {
    return new Progress(sum(executions), sum(deliveries), finds.size());
  }

  Sampled result(End end) {
    List<Tally> tallies =
        IntStream.range(0, strategies.size())
            .mapToObj(
                i ->
                    new Tally(
                        strategies.get(i).toString(),
                        executions[i],
                        deliveries[i],
                        failed[i],
                        coverage[i]))
            .toList();
    return new Sampled(
        sum(executions),
        sum(deliveries),
        sum(failed),
        cut,
        finds,
        nondeterminism,
        tallies,
        nondeterminism == null ? end : End.NONDETERMINISM);
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }
}
