package io.interlock.engine.explore.model;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Choices;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The world of a [Table]: plain and slow.
public final class TableWorld implements World, Channels {
  private final Table table;
  private final List<Pair> pairs = new ArrayList<>();
  private State state;
  private @Nullable Violation violation;
  private final TreeSet<Integer> touched = new TreeSet<>();
  private final List<Integer> lost = new ArrayList<>();
  private final List<Integer> inVain = new ArrayList<>();
  private int stepping = BEFORE_ALL;

  private record Pair(String sender, String receiver, int to, int owner) {}

  private record Letter(int kind, int life, int sentAt) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record State(
      int[] states,
      boolean[] stopped,
      List<List<Letter>> queues,
      List<Integer> enabled,
      int[] steps)
      implements Saved {
    State copy() {
      List<List<Letter>> copies = new ArrayList<>();
      queues.forEach(queue -> copies.add(new ArrayList<>(queue)));
      return new State(
          states.clone(), stopped.clone(), copies, new ArrayList<>(enabled), steps.clone());
    }
  }

  /// The system at its beginning.
  public TableWorld(Table table) {
    this.table = table;
    state = fresh();
    restart();
  }

  private State fresh() {
    int actors = table.actors();
    return new State(
        new int[actors], new boolean[actors], new ArrayList<>(), new ArrayList<>(), new int[1]);
  }

  @Override
  public void restart() {
    state = fresh();
    violation = null;
    stepping = BEFORE_ALL;
    for (Table.Letter letter : table.letters()) {
      send("outside" + letter.source(), letter.to(), -1, letter.kind(), table.lives());
    }
  }

  @Override
  public void step(int channel, Choices choices) {
    if (!state.enabled.remove((Integer) channel)) {
      throw new IllegalArgumentException("channel " + channel + " has nothing to deliver");
    }
    violation = null;
    touched.clear();
    lost.clear();
    inVain.clear();
    stepping = state.steps[0]++;
    List<Letter> queue = queue(channel);
    Letter letter = queue.removeFirst();
    if (!queue.isEmpty()) {
      state.enabled.add(channel);
    }
    Pair pair = pairs.get(channel);
    touched.add(pair.to);
    if (pair.owner >= 0) {
      touched.add(pair.owner);
    }
    Table.Outcome outcome = table.rules()[pair.to][state.states[pair.to]][letter.kind];
    handle(pair.to, letter.life, outcome);
    while (!outcome.more().isEmpty()) {
      outcome = outcome.more().get(choices.choose(outcome.more().size()));
      handle(pair.to, letter.life, outcome);
    }
  }

  private void handle(int actor, int life, Table.Outcome outcome) {
    state.states[actor] = outcome.state();
    if (outcome.breaks() != null) {
      violation = new Violation(outcome.breaks(), "broken by " + actor);
    }
    outcome.effects().forEach(effect -> perform(actor, life, effect));
  }

  private void perform(int actor, int life, Table.Effect effect) {
    switch (effect) {
      case Table.Effect.Send(int to, int kind) -> follow("a" + actor, to, -1, kind, life);
      case Table.Effect.Arm(int kind) -> {
        takeBack("a" + actor + "!ALARM");
        follow("a" + actor + "!ALARM", actor, actor, kind, life);
      }
      case Table.Effect.Disarm() -> takeBack("a" + actor + "!ALARM");
      case Table.Effect.StartTimer(int to, int kind) -> {
        takeBack("a" + actor + "!TIMER");
        follow("a" + actor + "!TIMER", to, actor, kind, life);
      }
      case Table.Effect.CancelTimer() -> takeBack("a" + actor + "!TIMER");
      case Table.Effect.Stop(int who) -> stop(who);
      case Table.Effect.Look(int at, int in, int to, int kind) -> {
        touched.add(at);
        if (state.states[at] == in) {
          follow("a" + actor, to, -1, kind, life);
        }
      }
    }
  }

  private void follow(String sender, int to, int owner, int kind, int life) {
    if (table.lives() == 0) {
      send(sender, to, owner, kind, 0);
    } else if (life > 1) {
      send(sender, to, owner, kind, life - 1);
    }
  }

  private void send(String sender, int to, int owner, int kind, int life) {
    int channel = find(sender, "a" + to);
    if (channel < 0) {
      channel = pairs.size();
      pairs.add(new Pair(sender, "a" + to, to, owner));
    }
    if (owner >= 0 && state.stopped[owner]) {
      return; // it has stopped itself just now
    }
    if (state.stopped[to]) {
      inVain.add(channel);
      return;
    }
    queue(channel).add(new Letter(kind, life, stepping));
    if (queue(channel).size() == 1) {
      state.enabled.add(channel);
    }
  }

  private void takeBack(String sender) {
    for (int channel = 0; channel < pairs.size(); channel++) {
      if (pairs.get(channel).sender.equals(sender)) {
        inVain.remove((Integer) channel);
        drop(channel);
      }
    }
  }

  private void drop(int channel) {
    if (!queue(channel).isEmpty()) {
      if (queue(channel).getFirst().sentAt != stepping) {
        lost.add(channel);
      }
      queue(channel).clear();
      state.enabled.remove((Integer) channel);
    }
  }

  private void stop(int who) {
    touched.add(who);
    state.stopped[who] = true;
    for (int channel = 0; channel < pairs.size(); channel++) {
      if (pairs.get(channel).owner == who) {
        inVain.remove((Integer) channel);
      }
      if (pairs.get(channel).to == who || pairs.get(channel).owner == who) {
        drop(channel);
      }
    }
  }

  private List<Letter> queue(int channel) {
    while (state.queues.size() <= channel) {
      state.queues.add(new ArrayList<>());
    }
    return state.queues.get(channel);
  }

  @Override
  public Channels channels() {
    return this;
  }

  @Override
  public int steps() {
    return state.steps[0];
  }

  @Override
  public int enabledCount() {
    return state.enabled.size();
  }

  @Override
  public int enabled(int index) {
    return state.enabled.get(index);
  }

  @Override
  public int sentAt(int channel) {
    return queue(channel).getFirst().sentAt;
  }

  @Override
  public Object head(int channel) {
    return queue(channel).getFirst();
  }

  @Override
  public @Nullable Violation violation() {
    return violation;
  }

  @Override
  public @Nullable Violation end() {
    return !state.stopped[0] && state.states[0] == table.badEnd()
        ? new Violation("end", "ends badly")
        : null;
  }

  @Override
  public int[] touched() {
    return touched.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public int[] lost() {
    return Stream.concat(lost.stream(), inVain.stream()).mapToInt(Integer::intValue).toArray();
  }

  @Override
  public boolean stopped(int actor) {
    return state.stopped[actor];
  }

  @Override
  public long stepHash() {
    return hash();
  }

  @Override
  public long hash(long seed) {
    long hash = Mix.fold(seed, Arrays.hashCode(state.states));
    hash = Mix.fold(hash, Arrays.hashCode(state.stopped));
    for (int channel = 0; channel < state.queues.size(); channel++) {
      long queued = Mix.fold(seed, hash(channel));
      for (Letter letter : state.queues.get(channel)) {
        queued = Mix.fold(queued, 10L * letter.kind + letter.life);
      }
      hash += state.queues.get(channel).isEmpty() ? 0 : queued;
    }
    return hash;
  }

  @Override
  public boolean hasOneSender(int actor) {
    return table.hasOneSender(actor);
  }

  @Override
  public @Nullable String unsaveable() {
    return null;
  }

  @Override
  public Saved save() {
    return state.copy();
  }

  @Override
  public void load(Saved saved) {
    state = ((State) saved).copy();
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
    return pairs.get(channel).to;
  }

  @Override
  public int find(String sender, String receiver) {
    for (int channel = 0; channel < pairs.size(); channel++) {
      if (pairs.get(channel).sender.equals(sender)
          && pairs.get(channel).receiver.equals(receiver)) {
        return channel;
      }
    }
    return -1;
  }

  @Override
  public long hash(int channel) {
    return Mix.fold(Mix.text(sender(channel)), Mix.text(receiverName(channel)));
  }
}
