package io.interlock.engine.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The steps of one execution as they are taken: channels and choices, in the numbers of the world
/// that took them. Used again for the next execution, so that recording costs no allocation.
public final class Recording {
  private int[] channels = new int[256];
  private int[] choicesUpTo = new int[256];
  private int[] choices = new int[16];
  private int steps;
  private int chosen;
  private Choices source = Choices.FIRST;
  private final Choices tap = this::chooseAndNote;

  /// Forgets everything.
  public void clear() {
    steps = 0;
    chosen = 0;
  }

  /// Delivers the head of `channel` and notes it, with what `answers` answered.
  public void step(World world, int channel, Choices answers) {
    source = answers;
    world.step(channel, tap);
    if (steps == channels.length) {
      channels = Arrays.copyOf(channels, 2 * steps);
      choicesUpTo = Arrays.copyOf(choicesUpTo, 2 * steps);
    }
    channels[steps] = channel;
    choicesUpTo[steps] = chosen;
    steps++;
  }

  private int chooseAndNote(int alternatives) {
    int answer = source.choose(alternatives);
    if (chosen == choices.length) {
      choices = Arrays.copyOf(choices, 2 * chosen);
    }
    choices[chosen++] = answer;
    return answer;
  }

  /// Steps noted.
  public int steps() {
    return steps;
  }

  /// The channel that `step` (from 0) delivered.
  public int channel(int step) {
    return channels[step];
  }

  /// What was recorded, by names: a schedule that any world of the same system can replay.
  public List<Decision> decisions(Channels names) {
    List<Decision> decisions = new ArrayList<>(steps);
    int from = 0;
    for (int step = 0; step < steps; step++) {
      int to = choicesUpTo[step];
      decisions.add(
          new Decision(
              names.sender(channels[step]), names.receiverName(channels[step]), chosen(from, to)));
      from = to;
    }
    return decisions;
  }

  private List<Integer> chosen(int from, int to) {
    return from == to ? List.of() : Arrays.stream(choices, from, to).boxed().toList();
  }
}
