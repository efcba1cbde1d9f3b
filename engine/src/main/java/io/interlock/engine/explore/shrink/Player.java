package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes plans through a world, as leniently as a lenient replay, and notes how the execution went.
final class Player {
  private final World world;
  private final List<Execution.Step> steps = new ArrayList<>();
  private final Outside outside;
  private int played;

  Player(World world) {
    this.world = world;
    this.outside = new Outside(world.channels());
  }

  /// Executions so far.
  int played() {
    return played;
  }

  /// Delivers what is possible of `plan`, leaves out the rest and goes on in the default order,
  /// until something breaks, nothing is enabled, or there were `stepsMax` steps.
  Execution play(List<Pick> plan, int stepsMax) {
    begin();
    for (int i = 0; i < plan.size() && goesOn(stepsMax); i++) {
      deliver(plan.get(i));
    }
    return goOn(stepsMax);
  }

  /// As [#play], but where something is not possible, actors of the same [role][Roles] stand in.
  Execution playByRoles(List<Pick> plan, int stepsMax) {
    begin();
    Roles roles = new Roles(world);
    for (int i = 0; i < plan.size() && goesOn(stepsMax); i++) {
      int channel = roles.cast(plan.get(i).channel());
      if (channel != Roles.NOBODY) {
        step(channel, new Planned(plan.get(i).choices()));
      }
    }
    return goOn(stepsMax);
  }

  /// As [#play], but goes on without ever delivering on the channel `held`.
  Execution playHolding(List<Pick> plan, int held, int stepsMax) {
    begin();
    for (int i = 0; i < plan.size() && goesOn(stepsMax); i++) {
      deliver(plan.get(i));
    }
    while (goesOn(stepsMax) && (world.enabled(0) != held || world.enabledCount() > 1)) {
      step(world.enabled(world.enabled(0) == held ? 1 : 0), Choices.FIRST);
    }
    return executed();
  }

  /// As [#play], by the names of channels: a world knows their numbers once it has seen them.
  Execution playNamed(List<Decision> schedule, int stepsMax) {
    begin();
    for (int i = 0; i < schedule.size() && goesOn(stepsMax); i++) {
      Decision decision = schedule.get(i);
      int channel = world.channels().find(decision.sender(), decision.receiver());
      deliver(new Pick(channel, decision.choices()));
    }
    return goOn(stepsMax);
  }

  /// Delivers any of what is enabled and chooses anything for `randomSteps` steps, then goes on as
  /// [#play].
  ///
  /// @param number which of all random executions
  Execution sample(int number, int randomSteps, int stepsMax) {
    begin();
    long[] draws = {Mix.mix(number)};
    Choices any = n -> (int) Long.remainderUnsigned(Mix.mix(draws[0] += Mix.GOLDEN), n);
    while (goesOn(Math.min(randomSteps, stepsMax))) {
      step(world.enabled(any.choose(world.enabledCount())), any);
    }
    return goOn(stepsMax);
  }

  private void begin() {
    played++;
    world.restart();
    steps.clear();
  }

  private void deliver(Pick pick) {
    if (isEnabled(pick.channel())) {
      step(pick.channel(), new Planned(pick.choices()));
    }
  }

  private Execution goOn(int stepsMax) {
    while (goesOn(stepsMax)) {
      step(world.enabled(0), Choices.FIRST);
    }
    return executed();
  }

  private boolean goesOn(int stepsMax) {
    return steps.size() < stepsMax && world.violation() == null && world.enabledCount() > 0;
  }

  private boolean isEnabled(int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return true;
      }
    }
    return false;
  }

  private void step(int channel, Choices answers) {
    boolean oldest = world.enabled(0) == channel;
    int sentAt = world.sentAt(channel);
    List<Integer> answered = new ArrayList<>(0);
    world.step(
        channel,
        alternatives -> {
          answered.add(answers.choose(alternatives));
          return answered.getLast();
        });
    Pick pick = new Pick(channel, answered);
    steps.add(
        new Execution.Step(
            pick,
            world.channels().receiver(channel),
            sentAt,
            outside.isSender(channel),
            Arrays.stream(world.touched()).boxed().toList(),
            Arrays.stream(world.lost()).boxed().toList(),
            oldest && pick.choosesFirst()));
  }

  private Execution executed() {
    Violation violation = world.violation();
    boolean ended = violation == null && world.enabledCount() == 0;
    if (ended) {
      violation = world.end();
    }
    return new Execution(List.copyOf(steps), pending(), violation, ended && violation != null);
  }

  private List<Execution.Pending> pending() {
    List<Execution.Pending> pending = new ArrayList<>();
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      pending.add(
          new Execution.Pending(
              channel, world.channels().receiver(channel), world.sentAt(channel)));
    }
    return pending;
  }

  /// Gives the planned answers, and the first alternative where there is none or it is gone.
  private static final class Planned implements Choices {
    private final List<Integer> planned;
    private int asked;

    Planned(List<Integer> planned) {
      this.planned = planned;
    }

    @Override
    public int choose(int alternatives) {
      int answer = asked < planned.size() ? planned.get(asked) : 0;
      asked++;
      return answer < alternatives ? answer : 0;
    }
  }
}
