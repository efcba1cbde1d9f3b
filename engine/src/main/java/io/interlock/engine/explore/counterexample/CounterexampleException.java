package io.interlock.engine.explore.counterexample;

import io.interlock.engine.text.OneLine;
import java.io.Serial;

/// A file that is no counterexample. The message is one line: where, what, and what is allowed.
public final class CounterexampleException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final int PART_CHARS_MAX = 300;

  private final String line;

  private CounterexampleException(String line) {
    super(line);
    this.line = line;
  }

  /// The line.
  @Override
  public String getMessage() {
    return line;
  }

  static CounterexampleException at(String place, String what, String allowed) {
    return new CounterexampleException(
        OneLine.of(place, PART_CHARS_MAX)
            + ": "
            + OneLine.of(what, PART_CHARS_MAX)
            + "; allowed: "
            + OneLine.of(allowed, PART_CHARS_MAX));
  }
}
