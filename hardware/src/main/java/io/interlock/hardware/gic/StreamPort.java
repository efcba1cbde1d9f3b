package io.interlock.hardware.gic;

import io.interlock.hardware.gic.GicStream.Clear;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.GicStream.Set;
import java.util.List;

/// A sender's knowledge of what one CPU interface holds from it, and the decision what to tell it.
///
/// At most two interrupts are unanswered: the one that is *held* and one that is *leaving* because
/// it was cleared or displaced. While both places are taken, nothing is sent; the answer that must
/// come frees one, and the sender then offers its best interrupt again.
final class StreamPort {
  private static final List<Downstream> NOTHING = List.of();

  private int held = IntId.NONE;
  private int heldPriority;
  private boolean heldGroup1;
  private int leaving = IntId.NONE;

  StreamPort copy() {
    StreamPort copy = new StreamPort();
    copy.held = held;
    copy.heldPriority = heldPriority;
    copy.heldGroup1 = heldGroup1;
    copy.leaving = leaving;
    return copy;
  }

  /// The CPU interface answered for `intid`: activated or released.
  void answered(int intid) {
    if (intid == leaving) {
      leaving = IntId.NONE;
    } else if (intid == held) {
      held = IntId.NONE;
    }
  }

  /// Nothing should be held. Returns at most one message.
  List<Downstream> withdraw() {
    if (held == IntId.NONE || leaving != IntId.NONE) {
      return NOTHING;
    }
    leaving = held;
    held = IntId.NONE;
    return List.of(new Clear(leaving));
  }

  /// This interrupt should be held, with these properties. Returns at most one message.
  List<Downstream> offer(int intid, int priority, boolean group1) {
    if (intid == held) {
      // A new priority reaches the CPU interface by way of Clear, Release and a new Set.
      return priority == heldPriority && group1 == heldGroup1 ? NOTHING : withdraw();
    }
    if (intid == leaving || (held != IntId.NONE && leaving != IntId.NONE)) {
      return NOTHING;
    }
    if (held != IntId.NONE) {
      leaving = held;
    }
    held = intid;
    heldPriority = priority;
    heldGroup1 = group1;
    return List.of(new Set(intid, priority, group1));
  }
}
