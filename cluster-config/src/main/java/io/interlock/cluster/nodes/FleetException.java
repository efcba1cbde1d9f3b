package io.interlock.cluster.nodes;

import java.io.Serial;

/// A fleet cannot begin, or cannot go on. The message is one line that says why.
public final class FleetException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean begun;

  private FleetException(String line, boolean begun) {
    super(line);
    this.begun = begun;
  }

  static FleetException cannotBegin(String line) {
    return new FleetException(line, false);
  }

  static FleetException stopped(String line) {
    return new FleetException(line, true);
  }

  /// Whether the fleet was under way; if not, it was called wrongly.
  public boolean hasBegun() {
    return begun;
  }
}
