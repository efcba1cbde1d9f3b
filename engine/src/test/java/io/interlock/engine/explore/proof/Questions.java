package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Choices;
import java.util.ArrayList;
import java.util.List;

/// All that a handler can be answered, by counting.
final class Questions implements Choices {
  private final List<Integer> answers = new ArrayList<>();
  private final List<Integer> alternatives = new ArrayList<>();
  private int asked;

  @Override
  public int choose(int bound) {
    if (asked == answers.size()) {
      answers.add(0);
      alternatives.add(bound);
    }
    return answers.get(asked++);
  }

  List<Integer> answers() {
    return List.copyOf(answers);
  }

  /// Counts up; false if all have been given.
  boolean turn() {
    asked = 0;
    while (!answers.isEmpty()) {
      int answer = answers.removeLast() + 1;
      int bound = alternatives.removeLast();
      if (answer < bound) {
        answers.add(answer);
        alternatives.add(bound);
        return true;
      }
    }
    return false;
  }
}
