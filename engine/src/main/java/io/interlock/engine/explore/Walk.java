package io.interlock.engine.explore;

import java.util.List;

/// Takes a world along a schedule that it is known to allow, and shows every step.
public final class Walk {
  private Walk() {}

  /// Sees each step right after it was taken.
  @FunctionalInterface
  public interface Viewer {
    /// The world is as the step left it.
    ///
    /// @param channel what delivered
    /// @param message what it delivered
    void stepped(int channel, Object message);
  }

  /// Begins anew and takes every decision of `schedule`.
  ///
  /// @throws IllegalStateException at a decision that is not possible
  public static void along(World world, List<Decision> schedule, Viewer viewer) {
    world.restart();
    for (Decision decision : schedule) {
      int channel = enabled(world, decision);
      Object message = world.head(channel);
      var answers = decision.choices().iterator();
      world.step(channel, _ -> answers.hasNext() ? answers.next() : 0);
      viewer.stepped(channel, message);
    }
  }

  /// The first decision of `schedule` that is not that of the default order, or their number.
  /// Begins anew and takes the decisions before it.
  ///
  /// @throws IllegalStateException at a decision that is not possible
  public static int departure(World world, List<Decision> schedule) {
    world.restart();
    for (Decision decision : schedule) {
      int channel = enabled(world, decision);
      boolean choosesFirst = decision.choices().stream().allMatch(choice -> choice == 0);
      if (channel != world.enabled(0) || !choosesFirst) {
        return world.steps();
      }
      world.step(channel, Choices.FIRST);
    }
    return schedule.size();
  }

  private static int enabled(World world, Decision decision) {
    int channel = world.channels().find(decision.sender(), decision.receiver());
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return channel;
      }
    }
    throw new IllegalStateException(
        "step %d: nothing to deliver from %s to %s"
            .formatted(world.steps(), decision.sender(), decision.receiver()));
  }
}
