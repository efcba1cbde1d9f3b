package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Remembers what each step of an execution left, and sees whether it does so again.
final class Witness {
  private final World world;
  private int[] channels = new int[256];
  private long[] hashes = new long[256];
  private int steps;
  private @Nullable Mismatch mismatch;
  private String sender = "";

  Witness(World world) {
    this.world = world;
  }

  void begin() {
    steps = 0;
    mismatch = null;
  }

  /// How many steps the first run took.
  int steps() {
    return steps;
  }

  /// The first run took a step.
  void remember(int channel) {
    if (steps == channels.length) {
      channels = Arrays.copyOf(channels, 2 * steps);
      hashes = Arrays.copyOf(hashes, 2 * steps);
    }
    channels[steps] = channel;
    hashes[steps] = world.stepHash();
    steps++;
  }

  /// The second run took a step; says whether the first took the same.
  boolean confirms(int step, int channel) {
    if (channel != channels[step]) {
      differs(step, delivery(channels[step]), delivery(channel));
    } else if (world.stepHash() != hashes[step]) {
      differs(step, hash(hashes[step]), hash(world.stepHash()));
    }
    return mismatch == null;
  }

  /// How the second run differs, which ended after so many steps, or null.
  @Nullable Mismatch mismatch(int repeated) {
    if (mismatch == null && repeated < steps) {
      differs(repeated, delivery(channels[repeated]), "the end of the execution");
    }
    return mismatch;
  }

  /// How the second run differs, whose steps are those of the first, if it breaks another property;
  /// else null.
  @Nullable Mismatch judgedOtherwise(@Nullable Violation first, @Nullable Violation second) {
    if (steps > 0 && !broken(first).equals(broken(second))) {
      differs(steps - 1, broken(first), broken(second));
    }
    return mismatch;
  }

  private static String broken(@Nullable Violation violation) {
    return violation == null ? "nothing broken" : violation.property() + " broken";
  }

  /// Who sent what the first run delivered at the step that differs.
  String sender() {
    return sender;
  }

  private void differs(int step, String expected, String observed) {
    Channels names = world.channels();
    sender = names.sender(channels[step]);
    mismatch = new Mismatch(step, names.receiverName(channels[step]), expected, observed);
  }

  private String delivery(int channel) {
    Channels names = world.channels();
    return "delivery %s -> %s".formatted(names.sender(channel), names.receiverName(channel));
  }

  private static String hash(long hash) {
    return "step hash %016x".formatted(hash);
  }
}
