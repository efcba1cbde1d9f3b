package io.interlock.engine.explore;

import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A world whose whole system is one small script. It cannot be saved.
public final class TinyWorld implements World, Channels {
  /// A system of a few actors. A fresh one begins each execution.
  public interface Script {
    /// Sends what is there before the first step.
    void begin(TinyWorld world);

    /// Handles one delivery; whatever it leaves open it asks `choices`.
    default void deliver(
        TinyWorld world, String receiver, String sender, Object message, Choices choices) {}

    /// The state of an actor: all that happened there, unless the script knows what matters of it.
    default long state(TinyWorld world, String actor) {
      return world.history(actor);
    }

    /// What is wrong now, or null.
    default @Nullable String wrong() {
      return null;
    }

    /// What is wrong with an execution that ends here, or null.
    default @Nullable String wrongAtTheEnd() {
      return null;
    }
  }

  private record Letter(Object message, int sentAt) {}

  private record Pair(String sender, String receiver) {}

  private final Supplier<Script> scripts;
  private final List<Pair> pairs = new ArrayList<>();
  private final Map<Pair, Integer> numbers = new HashMap<>();
  private final List<String> actors = new ArrayList<>();
  private final List<ArrayDeque<Letter>> letters = new ArrayList<>();
  private final List<Integer> enabled = new ArrayList<>();
  private final Map<String, Long> history = new HashMap<>();
  private Script script;
  private int steps;
  private int now = BEFORE_ALL;
  private long stepHash;
  private int[] touched = {};

  public TinyWorld(Supplier<Script> scripts) {
    this.scripts = scripts;
    script = scripts.get();
    restart();
  }

  /// Appends a message to a channel.
  public void send(String sender, String receiver, Object message) {
    int channel = numbers.computeIfAbsent(new Pair(sender, receiver), this::seen);
    letters.get(channel).add(new Letter(message, now));
    if (letters.get(channel).size() == 1) {
      enabled.add(channel);
    }
    stepHash = Mix.fold(stepHash, hash(channel) + message.hashCode());
  }

  private int seen(Pair pair) {
    if (!actors.contains(pair.receiver)) {
      actors.add(pair.receiver);
    }
    pairs.add(pair);
    letters.add(new ArrayDeque<>());
    return pairs.size() - 1;
  }

  /// What happened so far at an actor.
  public long history(String actor) {
    return history.getOrDefault(actor, 0L);
  }

  @Override
  public Channels channels() {
    return this;
  }

  @Override
  public void restart() {
    script = scripts.get();
    letters.forEach(ArrayDeque::clear);
    enabled.clear();
    history.clear();
    steps = 0;
    now = BEFORE_ALL;
    script.begin(this);
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int enabledCount() {
    return enabled.size();
  }

  @Override
  public int enabled(int index) {
    return enabled.get(index);
  }

  @Override
  public int sentAt(int channel) {
    return letters.get(channel).element().sentAt;
  }

  @Override
  public Object head(int channel) {
    return letters.get(channel).element().message;
  }

  @Override
  public void step(int channel, Choices choices) {
    Letter letter = letters.get(channel).remove();
    enabled.remove((Integer) channel);
    if (!letters.get(channel).isEmpty()) {
      enabled.add(channel);
    }
    Pair pair = pairs.get(channel);
    now = steps;
    stepHash = Mix.fold(history(pair.receiver), hash(channel) + letter.message.hashCode());
    script.deliver(
        this,
        pair.receiver,
        pair.sender,
        letter.message,
        n -> {
          int answer = choices.choose(n);
          stepHash = Mix.fold(stepHash, answer);
          return answer;
        });
    history.put(pair.receiver, stepHash);
    stepHash = script.state(this, pair.receiver);
    touched = new int[] {receiver(channel)};
    steps++;
  }

  @Override
  public @Nullable Violation violation() {
    String wrong = script.wrong();
    return wrong == null ? null : new Violation("tiny", wrong);
  }

  @Override
  public @Nullable Violation end() {
    String wrong = script.wrongAtTheEnd();
    return wrong == null ? null : new Violation("tiny-end", wrong);
  }

  @Override
  public int[] touched() {
    return touched.clone();
  }

  @Override
  public int[] lost() {
    return new int[0];
  }

  @Override
  public boolean stopped(int actor) {
    return false;
  }

  @Override
  public long stepHash() {
    return stepHash;
  }

  @Override
  public long hash(long seed) {
    long sum = seed;
    for (Map.Entry<String, Long> entry : history.entrySet()) {
      sum += Mix.fold(Mix.text(entry.getKey()), entry.getValue());
    }
    return sum;
  }

  @Override
  public boolean hasOneSender(int actor) {
    return false;
  }

  @Override
  public String unsaveable() {
    return "script";
  }

  @Override
  public Saved save() {
    throw new UnsupportedOperationException("a script cannot be saved");
  }

  @Override
  public void load(Saved state) {
    throw new UnsupportedOperationException("a script cannot be loaded");
  }

  @Override
  public void close() {}

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public String sender(int channel) {
    return pairs.get(channel).sender;
  }

  @Override
  public String receiverName(int channel) {
    return pairs.get(channel).receiver;
  }

  @Override
  public int receiver(int channel) {
    return actors.indexOf(pairs.get(channel).receiver);
  }

  @Override
  public int find(String sender, String receiver) {
    return numbers.getOrDefault(new Pair(sender, receiver), -1);
  }

  @Override
  public long hash(int channel) {
    Pair pair = pairs.get(channel);
    return Mix.fold(Mix.text(pair.sender), Mix.text(pair.receiver));
  }
}
