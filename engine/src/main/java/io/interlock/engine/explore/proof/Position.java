package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A state on the path of a [Dpor] search: what can be done there, what has been done, what is to
/// be done.
final class Position {
  private int[] enabled = new int[16];
  private int enabledCount;

  /// Steps of which it is known what comes after them.
  private final List<Act> asleep = new ArrayList<>();

  /// What is to be explored; the first is what is being explored.
  private List<Wakeup> branches = new ArrayList<>();

  /// Channels whose head vanished because of the step taken here.
  private int[] lost = {};

  /// Begins in the state where the world is.
  void enter(World world, List<Wakeup> wanted) {
    enabledCount = world.enabledCount();
    if (enabledCount > enabled.length) {
      enabled = new int[2 * enabledCount];
    }
    for (int i = 0; i < enabledCount; i++) {
      enabled[i] = world.enabled(i);
    }
    asleep.clear();
    branches = wanted;
  }

  /// What sleeps before `act` sleeps on after it, if it commutes. But a step that breaks a property
  /// has its races at the end of its execution only: where these depend on what is before them, it
  /// is taken again.
  void inherit(Position before, Act act, Generality generality) {
    for (Act sleeper : before.asleep) {
      if (!sleeper.dependsOn(act) && !(generality.isWide() && sleeper.breaks())) {
        asleep.add(sleeper);
      }
    }
  }

  int enabledCount() {
    return enabledCount;
  }

  int enabled(int index) {
    return enabled[index];
  }

  boolean isEnabled(int channel) {
    for (int i = 0; i < enabledCount; i++) {
      if (enabled[i] == channel) {
        return true;
      }
    }
    return false;
  }

  void lost(int[] channels) {
    lost = channels;
  }

  int[] lost() {
    return lost;
  }

  /// Whether anything is left to explore that was asked for.
  boolean isWanted() {
    return !branches.isEmpty();
  }

  /// What to explore next: what was asked for, or else anything that does not sleep; null if all
  /// sleeps.
  @Nullable Wakeup next() {
    if (branches.isEmpty()) {
      Act free = free();
      if (free == null) {
        return null;
      }
      branches.add(new Wakeup(free));
    }
    return branches.getFirst();
  }

  private @Nullable Act free() {
    for (int i = 0; i < enabledCount; i++) {
      if (sleeperOn(enabled[i]) == null) {
        return untried(enabled[i], Odometer.NO_ANSWERS);
      }
    }
    for (Act sleeper : asleep) {
      Act other = isEnabled(sleeper.channel()) ? otherAnswer(sleeper) : null;
      if (other != null) {
        return other;
      }
    }
    return null;
  }

  private @Nullable Act otherAnswer(Act sleeper) {
    for (int question = 0; question < sleeper.answers().length; question++) {
      int[] answers = Arrays.copyOf(sleeper.answers(), question + 1);
      for (int answer = 0; answer < sleeper.alternatives()[question]; answer++) {
        answers[question] = answer;
        Act other = untried(sleeper.channel(), answers.clone());
        if (!sleeps(other)) {
          return other;
        }
      }
    }
    return null;
  }

  private static Act untried(int channel, int[] answers) {
    return Act.planned(channel, answers, Odometer.NO_ANSWERS);
  }

  private boolean sleeps(Act act) {
    for (Act sleeper : asleep) {
      if (sleeper.isSame(act)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Act sleeperOn(int channel) {
    for (Act sleeper : asleep) {
      if (sleeper.channel() == channel) {
        return sleeper;
      }
    }
    return null;
  }

  /// Whether one of what sleeps breaks a property, and so nothing is known of what is behind it.
  boolean knowsToBreak() {
    for (Act sleeper : asleep) {
      if (sleeper.breaks() && isEnabled(sleeper.channel())) {
        return true;
      }
    }
    return false;
  }

  /// All that begins with the first branch has been seen.
  void finishFirst() {
    asleep.add(branches.removeFirst().act());
  }

  /// Whether a step that sleeps here is the first of `sequence`.
  boolean hasSeenFirstOf(Sequence sequence) {
    for (Act sleeper : asleep) {
      if (sequence.holdsFirst(sleeper)) {
        return true;
      }
    }
    return false;
  }

  /// Adds `sequence` to what is to be explored here, unless it is or was.
  void insert(Sequence sequence) {
    for (Act sleeper : asleep) {
      if (sequence.isCoveredBy(sleeper)) {
        return;
      }
    }
    Wakeup.insert(branches, sequence);
  }
}
