package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.World;
import java.util.Arrays;
import java.util.List;

/// Plans what an execution leaves to be explored: for each race the other order.
///
/// **Races.** Deliveries to one actor are all dependent, so a race is found between a step and the
/// last one before it that touched the same actor, if the message was not sent because of that one.
/// The other order is all that came between and did not happen after the earlier step, then the
/// later step.
///
/// **Choices.** What a handler is answered belongs to its step. The same delivery with another
/// answer is another step, which the step taken made impossible: it is planned in its place, and
/// like all that is planned it is left out if a step seen or planned there commutes with it, since
/// it then comes up behind that one. A delivery that moves before another that touched its receiver
/// may choose afresh: it takes the first alternatives, and the others are planned when it is taken.
///
/// **Timers, alarms, stops.** A step that takes back an alarm, arms it again or stops an actor
/// makes a delivery impossible that so is never seen in this execution. It counts as seen at the
/// moment it vanished ([World#lost]): there its race is with the step that made it vanish, and the
/// other order is planned like any. A message to an actor that had stopped before races with the
/// step that stopped it, unless it was sent because of that one. That suffices, because the step
/// and the lost delivery always touch an actor in common. An alarm is sent by its receiver; a timer
/// that tells somebody else touches its owner too when it rings, so it does not commute with what
/// its owner does, be it taking the timer back or not; a stop touches who is stopped, even if it
/// had stopped. A lost delivery races with nothing that came before: if the step that made it
/// vanish is moved behind it, it takes place, and its races are found there.
final class Reversals {
  private final World world;
  private final Trial trial;
  private final Execution execution;
  private final List<Position> positions;
  private int[][] alone = {};
  private Generality generality = Generality.PLAIN;

  Reversals(World world, Path path, Execution execution, List<Position> positions) {
    this.world = world;
    trial = new Trial(world, path, execution);
    this.execution = execution;
    this.positions = positions;
  }

  /// Plans for the steps of the execution from `fresh` on; those before were planned for already.
  ///
  /// @param broke whether the last step broke a property
  void plan(int fresh, boolean broke, Generality generality) {
    this.generality = generality;
    if (!generality.isPlain()) {
      for (int step = 0; step < execution.length(); step++) {
        planOtherAnswers(step);
        planLost(step);
      }
    }
    for (int step = generality.isPlain() ? fresh : 0; step < execution.length(); step++) {
      planOtherOrders(step);
    }
    if (broke) {
      planInsteadOf(execution.length() - 1);
    }
  }

  private void planOtherAnswers(int step) {
    Act act = execution.act(step);
    int[] answers = act.answers();
    for (int question = 0; question < answers.length; question++) {
      for (int answer = 0; answer < act.alternatives()[question]; answer++) {
        if (answer != answers[question]) {
          int[] other = Arrays.copyOf(answers, question + 1);
          other[question] = answer;
          plan(
              new int[] {step},
              execution.length(),
              Act.planned(act.channel(), other, receiverOf(act.channel())));
        }
      }
    }
  }

  private void planOtherOrders(int step) {
    int[] previous = execution.previous(step);
    for (int i = 0; i < previous.length; i++) {
      int earlier = previous[i];
      if (earlier >= 0
          && !contains(previous, i, earlier)
          && execution.isReversible(earlier, step)) {
        Act act = execution.act(step);
        boolean afresh = execution.reachesReceiver(earlier, step);
        plan(
            new int[] {earlier},
            generality.isPlain() ? step : execution.length(),
            afresh ? first(act.channel()) : act);
      }
    }
  }

  private static boolean contains(int[] numbers, int end, int number) {
    for (int i = 0; i < end; i++) {
      if (numbers[i] == number) {
        return true;
      }
    }
    return false;
  }

  private void planLost(int step) {
    if (execution.act(step).breaks()) {
      return; // nothing comes after it
    }
    Position here = positions.get(step);
    for (int channel : here.lost()) {
      if (channel == execution.act(step).channel()) {
        continue; // behind what was delivered
      }
      if (here.isEnabled(channel)) {
        planVanished(channel, step, step);
      } else {
        int stop = execution.stoppedBy(world.channels().receiver(channel));
        if (stop >= 0 && !execution.isBefore(stop, step)) {
          planVanished(channel, stop, step);
        }
      }
    }
  }

  private void planVanished(int channel, int cause, int sent) {
    int[] roots = generality.isWide() ? trial.allThatEnd(channel, cause, sent) : new int[] {cause};
    plan(roots, execution.length(), first(channel));
  }

  private void planInsteadOf(int step) {
    Position here = positions.get(step);
    for (int i = 0; i < here.enabledCount(); i++) {
      if (here.enabled(i) != execution.act(step).channel()) {
        plan(new int[] {step}, step, first(here.enabled(i)));
      }
    }
  }

  /// Plans, before the first of the steps `roots`, all up to `end` that did not happen after one of
  /// them, and then `act`.
  private void plan(int[] roots, int end, Act act) {
    Sequence sequence = execution.independentOf(roots, end);
    sequence.add(act);
    Position here = positions.get(roots[0]);
    if (here.hasSeenFirstOf(sequence)) {
      return;
    }
    if (generality.isWide() && act.alternatives().length == 0) {
      trial.take(roots[0], sequence);
      sequence.replaceLast(Act.planned(act.channel(), act.answers(), touchedNow(act.channel())));
    }
    here.insert(sequence);
  }

  private Act first(int channel) {
    return Act.planned(channel, Odometer.NO_ANSWERS, receiverOf(channel));
  }

  /// What it takes to search a world in which `act` can be taken at `here`. A step that makes the
  /// head of another actor's channel vanish does not commute with that head, so their actors meet.
  Generality generalityOf(Position here, Act act) {
    if (act.touched() != receiverOf(act.channel())) {
      return Generality.WIDE;
    }
    int[] lost = here.lost();
    for (int channel : lost) {
      if (here.isEnabled(channel) && !act.touches(world.channels().receiver(channel))) {
        return Generality.WIDE;
      }
    }
    boolean plain = act.answers().length == 0 && lost.length == 0;
    return plain ? Generality.PLAIN : Generality.VARIED;
  }

  /// Whom the last step of the world touched, which was on `channel`.
  int[] touchedNow(int channel) {
    int[] touched = world.touched();
    int[] receiver = receiverOf(channel);
    return touched.length == 1 && touched[0] == receiver[0] ? receiver : touched.clone();
  }

  /// The receiver, always in the same array.
  private int[] receiverOf(int channel) {
    int receiver = world.channels().receiver(channel);
    if (receiver >= alone.length) {
      int known = alone.length;
      alone = Arrays.copyOf(alone, 2 * receiver + 1);
      for (int actor = known; actor < alone.length; actor++) {
        alone[actor] = new int[] {actor};
      }
    }
    return alone[receiver];
  }
}
