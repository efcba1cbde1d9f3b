package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.World;
import java.util.Arrays;

/// Takes a world off the path of a search to see what a sequence of steps would do.
final class Trial {
  private final World world;
  private final Path path;
  private final Execution execution;

  Trial(World world, Path path, Execution execution) {
    this.world = world;
    this.path = path;
    this.execution = execution;
  }

  /// Takes the steps of `sequence` from the state before the step `from`.
  void take(int from, Sequence sequence) {
    path.visit(from);
    for (Act act : sequence.acts()) {
      path.stray(act.channel(), act.answers());
    }
  }

  /// The step `cause`, which made the head of `channel` vanish that is there after `sent`, and the
  /// steps that would have done so without it.
  int[] allThatEnd(int channel, int cause, int sent) {
    int[] found = {cause};
    int next = nextThatEnds(channel, found, sent);
    while (next >= 0) {
      found = Arrays.copyOf(found, found.length + 1);
      found[found.length - 1] = next;
      next = nextThatEnds(channel, found, sent);
    }
    return found;
  }

  private int nextThatEnds(int channel, int[] found, int sent) {
    path.visit(found[0]);
    for (int step = found[0] + 1; step < execution.length(); step++) {
      Act act = execution.act(step);
      if (execution.isIndependentOf(found, step) && !act.breaks()) {
        path.stray(act.channel(), act.answers());
        if (step > sent && loses(channel)) {
          return step;
        }
      }
    }
    return -1;
  }

  private boolean loses(int channel) {
    for (int lost : world.lost()) {
      if (lost == channel) {
        return true;
      }
    }
    return false;
  }
}
