package io.interlock.engine.explore;

import java.io.Serial;

/// A search by states met an actor whose state it cannot save or tell apart. The message is one
/// line that names the actor.
public final class UnsaveableException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /// With the whole line.
  public UnsaveableException(String line) {
    super(line);
  }
}
