package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.Recording;
import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs executions in a world of its own, on one thread.
final class Worker implements AutoCloseable {
  private static final long[] NOTHING_NEW = {};

  private final Sampling sampling;
  private final World world;
  private final Knowledge knowledge;
  private final List<StrategyName> names;
  private final Strategy[] strategies;
  private final Forecast forecast;
  private final Trail trail;
  private final Witness witness;
  private final Lessons lessons;
  private final Course course = new Course();
  private final Draws draws = new Draws();
  private final Recording recording = new Recording();
  private boolean cut;

  /// What has been awaited since the execution became fair.
  private final List<Violation> starving = new ArrayList<>();

  Worker(Sampling sampling, World world, Knowledge knowledge) {
    this.sampling = sampling;
    this.world = world;
    this.knowledge = knowledge;
    forecast = new Forecast(world, knowledge.census(), course);
    trail = new Trail(world, knowledge.coverage());
    witness = new Witness(world);
    lessons = new Lessons(world.channels());
    names = sampling.rotation().strategies();
    strategies =
        names.stream()
            .map(name -> name.create(knowledge.census(), forecast, knowledge.corpus()))
            .toArray(Strategy[]::new);
  }

  /// What its executions taught since the census took it last.
  Lessons lessons() {
    return lessons;
  }

  /// The knowledge may have changed.
  void beginGeneration() {
    forecast.refresh();
  }

  /// Runs one execution, or twice if its number says so.
  Outcome execute(long execution) {
    int turn = sampling.rotation().turn(execution);
    long seed = Mix.fold(sampling.seed(), execution);
    try {
      return execute(execution, turn, seed);
    } catch (NotRepeatableException e) {
      String strategy = names.get(turn).toString();
      return new Outcome(
          turn,
          recording.steps(),
          false,
          NOTHING_NEW,
          NOTHING_NEW,
          null,
          null,
          null,
          Nondeterminism.at(execution, strategy, seed, e.mismatch()));
    }
  }

  private Outcome execute(long execution, int turn, long seed) {
    boolean twice = sampling.repeats(execution);
    begin(strategies[turn], seed);
    Violation violation = world.exclusively(() -> run(strategies[turn], twice));
    if (violation == null) {
      course.teach(lessons, recording, forecast);
    }
    // The second run, which uses the same parts, comes last.
    return new Outcome(
        turn,
        recording.steps(),
        cut,
        trail.newOrderings(),
        trail.newStates(),
        draws.isMarked() && violation == null ? draws.tape() : null,
        violation,
        violation == null ? null : find(violation, execution, turn, seed),
        twice ? runAgain(execution, turn, seed, violation) : null);
  }

  private void begin(Strategy strategy, long seed) {
    world.restart();
    draws.begin(seed);
    course.begin();
    strategy.begin(world, draws);
  }

  private @Nullable Violation run(Strategy strategy, boolean witnessed) {
    recording.clear();
    trail.begin();
    witness.begin();
    cut = false;
    while (world.enabledCount() > 0) {
      if (recording.steps() >= sampling.steps()) {
        watchForStarvation();
      }
      if (recording.steps() == stepsMax()) {
        return atBound();
      }
      int channel = choose(strategy, recording.steps());
      trail.delivering(channel);
      course.delivering(world, channel);
      recording.step(world, channel, draws);
      strategy.delivered(world, channel);
      if (draws.isTaping() && trail.sawNew()) {
        draws.mark();
      }
      if (witnessed) {
        witness.remember(channel);
      }
      Violation violation = world.violation();
      if (violation != null) {
        return violation;
      }
    }
    return world.end();
  }

  private int stepsMax() {
    return sampling.steps() + sampling.fairSteps();
  }

  /// Beyond its steps an execution is fair: the oldest head goes first, so that each has its turn;
  /// or, where the world keeps time, what is due first.
  private int choose(Strategy strategy, int steps) {
    boolean free = world.enabledCount() > 1 && steps < sampling.steps();
    return free ? strategy.next(world, draws) : world.enabled(0);
  }

  private void watchForStarvation() {
    if (recording.steps() == sampling.steps()) {
      starving.clear();
      starving.addAll(world.awaited());
    } else if (!starving.isEmpty()) {
      starving.retainAll(world.awaited());
    }
  }

  private @Nullable Violation atBound() {
    if (sampling.fairSteps() > 0 && !starving.isEmpty()) {
      Violation first = starving.getFirst();
      return new Violation(
          first.property(),
          "%s in %d deliveries in fair order".formatted(first.message(), sampling.fairSteps()));
    }
    cut = true;
    return null;
  }

  private @Nullable Find find(Violation violation, long execution, int turn, long seed) {
    if (knowledge.broken().contains(violation.property())) {
      return null;
    }
    return new Find(
        violation,
        execution,
        names.get(turn).toString(),
        seed,
        recording.decisions(world.channels()));
  }

  private @Nullable Nondeterminism runAgain(
      long execution, int turn, long seed, @Nullable Violation first) {
    Strategy strategy = strategies[turn];
    boolean judged = !cut && recording.steps() < stepsMax();
    begin(strategy, seed);
    for (int step = 0; world.enabledCount() > 0 && step < witness.steps(); step++) {
      int channel = choose(strategy, step);
      course.delivering(world, channel);
      world.step(channel, draws);
      strategy.delivered(world, channel);
      if (!witness.confirms(step, channel)) {
        break;
      }
    }
    Mismatch mismatch = witness.mismatch(world.steps());
    if (mismatch == null && judged) {
      mismatch = witness.judgedOtherwise(first, judgement());
    }
    return mismatch == null
        ? null
        : new Nondeterminism(
            execution, names.get(turn).toString(), seed, witness.sender(), mismatch);
  }

  private @Nullable Violation judgement() {
    Violation violation = world.violation();
    return violation == null && world.enabledCount() == 0 ? world.end() : violation;
  }

  @Override
  public void close() {
    world.close();
  }
}
