package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The steps from the beginning to where a search is, and the ways back.
///
/// A way back is the nearest saved state, or the beginning, and the steps from there again.
final class Path {
  private static final int UNKNOWN = -1;

  private final World world;
  private final Odometer repeated = new Odometer();
  private int[] channels = new int[64];
  private int[][] answers = new int[64][];
  private World.@Nullable Saved[] saved = new World.Saved[65];
  private int length;

  /// How many of these steps the world has taken, or unknown.
  private int at;

  Path(World world) {
    this.world = world;
  }

  /// Goes back to the beginning.
  void begin() {
    world.restart();
    length = 0;
    at = 0;
    saved[0] = null;
  }

  /// Begins anew in a world that cannot go back to what was saved, to run up to it again. Not to be
  /// called while the world is held.
  void renew() {
    if (!world.canLoad()) {
      Arrays.fill(saved, null);
      world.restart();
      at = 0;
      saved[0] = world.unsaveable() == null ? world.save() : null;
    }
  }

  int length() {
    return length;
  }

  /// The world has taken one more step from the end.
  void took(int channel, int[] given) {
    if (length == channels.length) {
      channels = Arrays.copyOf(channels, 2 * length);
      answers = Arrays.copyOf(answers, 2 * length);
      saved = Arrays.copyOf(saved, 2 * length + 1);
    }
    channels[length] = channel;
    answers[length] = given;
    length++;
    saved[length] = null;
    at = length;
  }

  /// Saves the state at the end, where the world is, if it can be gone back to.
  void save() {
    saved[length] = world.canLoad() ? world.save() : null;
  }

  /// Forgets all steps from `depth` on and brings the world back there.
  void back(int depth) {
    length = depth;
    visit(depth);
  }

  /// Brings the world to the state after the first `depth` steps, and forgets nothing.
  void visit(int depth) {
    if (at == depth) {
      return;
    }
    renew();
    int from = depth;
    while (from > 0 && saved[from] == null) {
      from--;
    }
    World.Saved state = saved[from];
    if (state != null) {
      world.load(state);
    } else if (at != 0) {
      world.restart();
    }
    if (from < depth) {
      int first = from;
      world.exclusively(() -> repeat(first, depth));
    }
    at = depth;
  }

  private int repeat(int from, int to) {
    for (int i = from; i < to; i++) {
      repeat(channels[i], answers[i]);
    }
    return to;
  }

  /// Takes a step off the path with the world, which no longer is on it.
  void stray(int channel, int[] given) {
    at = UNKNOWN;
    repeat(channel, given);
  }

  private void repeat(int channel, int[] given) {
    repeated.give(given);
    world.step(channel, repeated);
  }

  /// The steps by names.
  List<Decision> schedule() {
    Channels names = world.channels();
    List<Decision> schedule = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      List<Integer> choices = Arrays.stream(answers[i]).boxed().toList();
      schedule.add(
          new Decision(names.sender(channels[i]), names.receiverName(channels[i]), choices));
    }
    return schedule;
  }
}
