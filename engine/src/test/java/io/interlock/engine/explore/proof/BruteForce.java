package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Every execution of a world, in every order and with every answer, one by one.
final class BruteForce {
  private final World world;
  private final long stepsMax;
  private final boolean saves;
  private final Set<String> broken = new TreeSet<>();
  private final Set<Long> ends = new HashSet<>();
  private final Set<Long> states = new HashSet<>();
  private final Set<Long> classes = new HashSet<>();
  private final Deque<Taken> path = new ArrayDeque<>();
  private long steps;

  private record Taken(int channel, Iterable<Integer> answers) {}

  BruteForce(World world, long stepsMax) {
    this(world, stepsMax, true);
  }

  /// Gives up after `stepsMax` steps: there may be many executions even where nearly all break.
  ///
  /// @param saves whether to go back to saved states
  BruteForce(World world, long stepsMax, boolean saves) {
    this.world = world;
    this.saves = saves;
    this.stepsMax = stepsMax;
    world.restart();
    states.add(world.hash());
    explore(new long[0]);
  }

  boolean gaveUp() {
    return steps >= stepsMax;
  }

  Set<String> broken() {
    return broken;
  }

  /// The hashes of the states in which nothing is enabled.
  Set<Long> ends() {
    return ends;
  }

  /// The hashes of all states that no violation led to.
  Set<Long> states() {
    return states;
  }

  /// How many executions differ in more than the order of independent steps: in what some actor is
  /// touched by, one after the other.
  int classes() {
    return classes.size();
  }

  private void explore(long[] histories) {
    if (world.enabledCount() == 0) {
      ends.add(world.hash());
      classes.add(sum(histories));
      note(world.end());
      return;
    }
    World.@Nullable Saved here = saves ? world.save() : null;
    for (int channel : enabled()) {
      Questions questions = new Questions();
      do {
        if (gaveUp()) {
          return;
        }
        steps++;
        world.step(channel, questions);
        path.addLast(new Taken(channel, questions.answers()));
        int[] touched = world.touched();
        Violation violation = world.violation();
        note(violation);
        if (violation == null) {
          states.add(world.hash());
          explore(after(histories, touched, Mix.fold(channel, questions.answers().hashCode())));
        }
        path.removeLast();
        comeBack(here);
      } while (questions.turn());
    }
  }

  private int[] enabled() {
    int[] enabled = new int[world.enabledCount()];
    Arrays.setAll(enabled, world::enabled);
    return enabled;
  }

  private void comeBack(World.@Nullable Saved here) {
    if (here != null) {
      world.load(here);
      return;
    }
    world.restart();
    for (Taken taken : path) {
      var answers = taken.answers.iterator();
      Choices same = _ -> answers.next();
      world.step(taken.channel, same);
    }
  }

  private void note(@Nullable Violation violation) {
    if (violation != null) {
      broken.add(violation.property());
    }
  }

  private static long[] after(long[] histories, int[] touched, long event) {
    int length = Math.max(histories.length, Arrays.stream(touched).max().orElse(0) + 1);
    long[] after = Arrays.copyOf(histories, length);
    for (int actor : touched) {
      after[actor] = Mix.fold(after[actor], event);
    }
    return after;
  }

  private static long sum(long[] histories) {
    long sum = 0;
    for (int actor = 0; actor < histories.length; actor++) {
      sum += histories[actor] == 0 ? 0 : Mix.fold(actor, histories[actor]);
    }
    return sum;
  }
}
