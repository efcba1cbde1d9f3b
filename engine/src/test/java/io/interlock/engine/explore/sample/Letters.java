package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.TinyWorld;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Messages that lead to messages, written `sender>receiver:letter`, and the word that an execution
/// spells when its letters are read in the order of their delivery.
final class Letters implements TinyWorld.Script {
  private final String beginning;
  private final Map<String, String> consequences;
  private final Map<String, Integer> counts;
  private final StringBuilder word = new StringBuilder();

  private Letters(String beginning, Map<String, String> consequences, Map<String, Integer> counts) {
    this.beginning = beginning;
    this.consequences = consequences;
    this.counts = counts;
  }

  /// How often each word is spelled.
  ///
  /// @param beginning messages that are there before the first step, with blanks between them
  /// @param consequences for a letter, the messages that its delivery sends
  static Map<String, Integer> words(
      String strategy, int executions, String beginning, Map<String, String> consequences) {
    Map<String, Integer> counts = new TreeMap<>();
    Sampler.run(
        new Sampling(Rotation.parse(strategy), 1, executions, 1_000, 0, 1, 0, false),
        () -> new TinyWorld(() -> new Letters(beginning, consequences, counts)),
        () -> false,
        _ -> {});
    return counts;
  }

  /// A chain of messages of an actor to itself: `letter` and a number, from 1 to `length`.
  static Map<String, String> chain(String actor, String letter, int length) {
    Map<String, String> consequences = new HashMap<>();
    for (int i = 1; i < length; i++) {
      consequences.put(letter + i, "%s>%s:%s%d".formatted(actor, actor, letter, i + 1));
    }
    return consequences;
  }

  @Override
  public void begin(TinyWorld world) {
    send(world, beginning);
  }

  @Override
  public void deliver(
      TinyWorld world, String receiver, String sender, Object message, Choices choices) {
    word.append(message);
    send(world, consequences.getOrDefault((String) message, ""));
  }

  private static void send(TinyWorld world, String messages) {
    for (String each : messages.split(" ", -1)) {
      if (!each.isEmpty()) {
        String[] parts = each.split("[>:]", -1);
        world.send(parts[0], parts[1], parts[2]);
      }
    }
  }

  @Override
  public @Nullable String wrongAtTheEnd() {
    counts.merge(word.toString(), 1, Integer::sum);
    return null;
  }
}
