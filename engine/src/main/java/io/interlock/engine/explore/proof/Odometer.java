package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Choices;
import java.util.Arrays;

/// Takes a handler through all that it can be answered, the last question turning fastest.
///
/// A handler is deterministic, so what it asks depends on the answers before only.
final class Odometer implements Choices {
  static final int[] NO_ANSWERS = {};

  private int[] answers = new int[4];
  private int[] alternatives = new int[4];
  private int asked;
  private int given;

  /// Gives these answers first, and the first alternative from then on.
  void give(int[] first) {
    if (first.length > answers.length) {
      answers = Arrays.copyOf(answers, 2 * first.length);
      alternatives = Arrays.copyOf(alternatives, 2 * first.length);
    }
    System.arraycopy(first, 0, answers, 0, first.length);
    given = first.length;
    asked = 0;
  }

  @Override
  public int choose(int bound) {
    if (asked == answers.length) {
      answers = Arrays.copyOf(answers, 2 * asked);
      alternatives = Arrays.copyOf(alternatives, 2 * asked);
    }
    if (asked >= given) {
      answers[asked] = 0;
    } else if (answers[asked] >= bound) {
      throw new IllegalStateException(
          "a handler chooses among " + bound + " when repeated, which were more before");
    }
    alternatives[asked] = bound;
    return answers[asked++];
  }

  /// Makes ready for the next answers; false after the last.
  boolean next() {
    while (asked > 0 && answers[asked - 1] + 1 >= alternatives[asked - 1]) {
      asked--;
    }
    if (asked == 0) {
      return false;
    }
    answers[asked - 1]++;
    given = asked;
    asked = 0;
    return true;
  }

  /// Whether the handler has asked anything.
  boolean chose() {
    return asked > 0;
  }

  /// What was answered.
  int[] answers() {
    return asked == 0 ? NO_ANSWERS : Arrays.copyOf(answers, asked);
  }

  /// How many alternatives each question had.
  int[] alternatives() {
    return asked == 0 ? NO_ANSWERS : Arrays.copyOf(alternatives, asked);
  }
}
