package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.TinyWorld;
import io.interlock.engine.trace.Mix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Four actors and two lines from outside. What a handler does is a function of a seed, its state
/// and the message; a message is what is left of the number of hops.
final class RandomSystem implements TinyWorld.Script {
  private static final int ACTORS = 4;
  private static final int STATES = 4;

  private final long seed;
  private final int[] states = new int[ACTORS];
  private @Nullable String wrong;

  RandomSystem(long seed) {
    this.seed = seed;
  }

  @Override
  public void begin(TinyWorld world) {
    for (int line = 0; line < 2; line++) {
      for (int i = 0; i < 3; i++) {
        world.send("line" + line, name(pick(ACTORS, line, i)), 4);
      }
    }
  }

  @Override
  public void deliver(
      TinyWorld world, String receiver, String sender, Object message, Choices choices) {
    int self = receiver.charAt(0) - 'a';
    int hops = (Integer) message;
    int from = sender.hashCode() & 7;
    int chosen = pick(5, self, hops) == 0 ? choices.choose(3) : 0;
    if (pick(23, states[self], self, from, chosen) == 0 && hops < 3) {
      wrong = receiver + " does not expect this";
    }
    states[self] = pick(STATES, states[self], self, from, chosen, 1);
    for (int i = 0; i < 2 && hops > 0; i++) {
      int other = pick(ACTORS, states[self], i, hops);
      if (pick(3, states[self], i, self) > 0) {
        world.send(receiver, name(other), hops - 1);
      }
    }
  }

  @Override
  public @Nullable String wrong() {
    return wrong;
  }

  @Override
  public @Nullable String wrongAtTheEnd() {
    return Arrays.stream(states).sum() % 5 == 0 ? "the states add up" : null;
  }

  private static String name(int actor) {
    return String.valueOf((char) ('a' + actor));
  }

  private int pick(int bound, int... reasons) {
    long hash = seed;
    for (int reason : reasons) {
      hash = Mix.fold(hash, reason);
    }
    return (int) Long.remainderUnsigned(hash, bound);
  }
}
