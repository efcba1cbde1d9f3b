package io.interlock.tests.races;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fewest deliveries that must be listed to break a property: a search by breadth over the
/// states of a world.
final class Optimum {
  private final World world;
  private final Set<Long> seen = new HashSet<>();
  private final ArrayDeque<World.Saved> queue = new ArrayDeque<>();

  private Optimum(World world) {
    this.world = world;
  }

  /// The length of the shortest schedule whose last step breaks `property`.
  static int ofStep(World world, String property) {
    return new Optimum(world).search(property, false);
  }

  /// The length of the shortest schedule after which the default order leads to an end that breaks
  /// `property`.
  static int ofEnd(World world, String property) {
    return new Optimum(world).search(property, true);
  }

  private int search(String property, boolean atEnd) {
    world.restart();
    seen.add(world.hash());
    queue.add(world.save());
    while (!queue.isEmpty()) {
      World.Saved state = queue.poll();
      world.load(state);
      int steps = world.steps();
      int enabled = world.enabledCount();
      if (atEnd && isBroken(property, endByDefault())) {
        return steps;
      }
      for (int i = 0; i < enabled; i++) {
        world.load(state);
        if (expand(state, world.enabled(i), property) && !atEnd) {
          return steps + 1;
        }
      }
    }
    throw new IllegalStateException("nothing breaks " + property);
  }

  /// Takes one channel with all answers to what its handler chooses; says whether one breaks the
  /// property.
  private boolean expand(World.Saved state, int channel, String property) {
    Answers answers = new Answers();
    do {
      world.load(state);
      world.step(channel, answers);
      Violation violation = world.violation();
      if (isBroken(property, violation)) {
        return true;
      }
      if (violation == null && seen.add(world.hash())) {
        queue.add(world.save());
      }
    } while (answers.advance());
    return false;
  }

  private @Nullable Violation endByDefault() {
    while (world.enabledCount() > 0 && world.violation() == null) {
      world.step(world.enabled(0), Choices.FIRST);
    }
    return world.violation() == null ? world.end() : null;
  }

  private static boolean isBroken(String property, @Nullable Violation violation) {
    return violation != null && violation.property().equals(property);
  }

  /// All answers to the choices of one handler, one after the other.
  private static final class Answers implements Choices {
    private final List<Integer> answers = new ArrayList<>();
    private final List<Integer> alternatives = new ArrayList<>();
    private int asked;

    @Override
    public int choose(int count) {
      if (asked == answers.size()) {
        answers.add(0);
        alternatives.add(count);
      }
      return answers.get(asked++);
    }

    /// The next answers; false when all were given.
    boolean advance() {
      asked = 0;
      while (!answers.isEmpty() && answers.getLast() + 1 == alternatives.getLast()) {
        answers.removeLast();
        alternatives.removeLast();
      }
      if (answers.isEmpty()) {
        return false;
      }
      answers.set(answers.size() - 1, answers.getLast() + 1);
      return true;
    }
  }
}
