package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs every execution of a world once, up to the order of independent steps: optimal dynamic
/// partial-order reduction with wakeup trees (Abdulla, Aronis, Jonsson, Sagonas 2014).
///
/// Two steps are independent if they touch no actor in common ([World#touched]). Each execution is
/// searched for *races*, dependent steps that could as well have come in the other order. The other
/// order is planned as a sequence from the state before the earlier step, unless it continues what
/// was seen from there, or what is planned ([Reversals]). All executions differ, and none is left
/// half way because all it could do is known, as long as steps touch their receivers only; where
/// they touch more, and choose besides, some may be ([DporResult#blocked]).
///
/// Most worlds need no more than that. A step that chooses, makes something vanish or touches more
/// than its receiver makes the search start again with more care ([Generality]).
///
/// Of each class of equal orders one is run, so a property that compares what several actors do
/// between two steps is judged in that one only; a [StatefulSearch] without ample sets judges all.
///
/// A violation ends its execution. Unless that ends the search, the other steps that were possible
/// in its place are planned too, since no races with them will be seen behind it.
///
/// An execution that goes on forever is cut at [DporOptions#stepsMax]. A search shares nothing with
/// others but what leads to a position, what sleeps there and what is planned there, so subtrees
/// can be given away.
public final class Dpor {
  private static final int PROGRESS_EVERY = 1 << 14;

  private final World world;
  private final DporOptions options;
  private final Path path;
  private final Odometer odometer = new Odometer();
  private final Execution execution = new Execution();
  private final List<Position> positions = new ArrayList<>();
  private final Findings findings;
  private final Reversals reversals;
  private volatile boolean interrupted;

  private Generality generality = Generality.PLAIN;
  private int depthMax;
  private long executions;
  private long blocked;
  private long transitions;
  private boolean cut;
  private @Nullable Ending ending;

  /// @throws IllegalArgumentException if snapshots are wanted of a world that cannot be saved
  public Dpor(World world, DporOptions options) {
    String unsaveable = world.unsaveable();
    if (options.snapshots() && unsaveable != null) {
      throw new IllegalArgumentException(
          "the state of " + unsaveable + " cannot be saved: search without snapshots");
    }
    this.world = world;
    this.options = options;
    path = new Path(world);
    findings = new Findings(options.allProperties());
    reversals = new Reversals(world, path, execution, positions);
  }

  /// Makes the search end soon, with what it has found; for any thread.
  public void interrupt() {
    interrupted = true;
  }

  /// Searches. To be called once.
  public DporResult run(Progress progress) {
    boolean complete = false;
    while (!complete) {
      complete = search(progress);
    }
    if (ending == null) {
      ending = cut ? Ending.STEPS : Ending.EXHAUSTED;
    }
    return new DporResult(ending, findings.toList(), executions, blocked, transitions, depthMax);
  }

  /// Searches all; false if that came to nothing, because steps are more general than was thought.
  private boolean search(Progress progress) {
    begin();
    while (true) {
      int fresh = execution.length();
      Stop stop = world.exclusively(() -> runOn(progress));
      switch (stop) {
        case SURPRISED -> {
          return false;
        }
        case BLOCKED -> blocked++;
        case INTERRUPTED -> ending = Ending.INTERRUPTED;
        case QUIESCENT, BROKEN, CUT, KNOWN_TO_BREAK -> executions++;
      }
      if (ending != null) {
        return true;
      }
      reversals.plan(fresh, stop == Stop.BROKEN, generality);
      if (!goBack()) {
        return true;
      }
      if (executions + blocked >= options.executionsMax()) {
        ending = Ending.EXECUTIONS;
        return true;
      }
    }
  }

  /// Why an execution went no further.
  private enum Stop {
    QUIESCENT,
    BROKEN,
    CUT,
    BLOCKED,
    KNOWN_TO_BREAK,
    SURPRISED,
    INTERRUPTED
  }

  private void begin() {
    executions = 0;
    blocked = 0;
    transitions = 0;
    cut = false;
    path.begin();
    execution.truncate(0);
    arrive(new ArrayList<>());
  }

  /// Goes on from the present position to the end of an execution.
  private Stop runOn(Progress progress) {
    while (true) {
      Position here = positions.get(execution.length());
      if (here.enabledCount() == 0) {
        Violation violation = world.end();
        if (violation != null) {
          found(violation);
        }
        return Stop.QUIESCENT;
      }
      if (execution.length() >= options.stepsMax()) {
        cut = true;
        return Stop.CUT;
      }
      Wakeup next = here.next();
      if (next == null) {
        return here.knowsToBreak() ? Stop.KNOWN_TO_BREAK : Stop.BLOCKED;
      }
      if (interrupted) {
        return Stop.INTERRUPTED;
      }
      step(here, next);
      if (++transitions % PROGRESS_EVERY == 0) {
        progress.at(executions, transitions, execution.length());
      }
      Generality needed = reversals.generalityOf(here, next.act());
      if (needed.compareTo(generality) > 0) {
        generality = needed;
        return Stop.SURPRISED;
      }
      Violation violation = world.violation();
      if (violation != null) {
        found(violation);
        return Stop.BROKEN;
      }
      arrive(next.branches());
      positions.get(execution.length()).inherit(here, next.act(), generality);
    }
  }

  private void step(Position here, Wakeup next) {
    int channel = next.act().channel();
    if (!here.isEnabled(channel)) {
      throw new IllegalStateException(
          "%s -> %s cannot deliver when a schedule is repeated, but could before"
              .formatted(world.channels().sender(channel), world.channels().receiverName(channel)));
    }
    int sender = world.sentAt(channel);
    odometer.give(next.act().answers());
    world.step(channel, odometer);
    Act act =
        new Act(
            channel,
            odometer.answers(),
            odometer.alternatives(),
            reversals.touchedNow(channel),
            world.violation() != null);
    next.taken(act);
    path.took(channel, act.answers());
    here.lost(world.lost());
    execution.append(act, world.channels().receiver(channel), sender);
    for (int actor : act.touched()) {
      if (world.stopped(actor)) {
        execution.stopped(actor);
      }
    }
    depthMax = Math.max(depthMax, execution.length());
  }

  private void arrive(List<Wakeup> wanted) {
    if (execution.length() == positions.size()) {
      positions.add(new Position());
    }
    positions.get(execution.length()).enter(world, wanted);
    if (options.snapshots() && world.enabledCount() > 1) {
      path.save();
    }
  }

  private void found(Violation violation) {
    findings.add(violation, path);
    if (findings.enough()) {
      ending = Ending.VIOLATION;
    }
  }

  /// Goes back to the last position where something is left to explore; false if there is none.
  private boolean goBack() {
    for (int at = execution.length() - 1; at >= 0; at--) {
      Position here = positions.get(at);
      execution.truncate(at);
      here.finishFirst();
      if (here.isWanted()) {
        path.back(at);
        return true;
      }
    }
    return false;
  }
}
