package io.interlock.engine.explore;

import io.interlock.engine.explore.Replay.Mismatch;
import java.io.Serial;

/// The same steps do not come out the same, or somebody outside the world took part in them: an
/// actor depends on what no schedule holds, such as a clock, an identity hash, a static variable or
/// another thread.
public final class NotRepeatableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Mismatch mismatch;

  /// Where it shows.
  public NotRepeatableException(Mismatch mismatch) {
    super(mismatch.line());
    this.mismatch = mismatch;
  }

  /// The step, its actor, what was to be expected there and what was observed.
  public Mismatch mismatch() {
    return mismatch;
  }
}
