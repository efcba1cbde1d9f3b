package io.interlock.hypervisor.perf;

import java.util.ArrayList;
import java.util.List;

/// The perf events of one CPU or of one thread (`struct perf_event_context`): the pinned ones,
/// which must all count, and the flexible ones, which take turns.
public final class PerfContext {
  private final List<PerfEvent> pinned = new ArrayList<>();
  private final List<PerfEvent> flexible = new ArrayList<>();

  /// An independent context with equal events, of a thread that runs nowhere.
  public PerfContext copy() {
    return new PerfCopies().of(this);
  }

  PerfContext copy(PerfCopies copies) {
    PerfContext copy = new PerfContext();
    pinned.forEach(event -> copy.pinned.add(copies.of(event)));
    flexible.forEach(event -> copy.flexible.add(copies.of(event)));
    return copy;
  }

  void add(PerfEvent event) {
    (event.attributes().pinned() ? pinned : flexible).add(event);
  }

  void remove(PerfEvent event) {
    pinned.remove(event);
    flexible.remove(event);
  }

  /// In the order in which they ask for counters.
  List<PerfEvent> pinned() {
    return pinned;
  }

  /// In the order in which they ask for counters.
  List<PerfEvent> flexible() {
    return flexible;
  }

  boolean isEmpty() {
    return pinned.isEmpty() && flexible.isEmpty();
  }

  void pass(long picos) {
    for (int i = 0; i < pinned.size(); i++) {
      pinned.get(i).pass(picos);
    }
    for (int i = 0; i < flexible.size(); i++) {
      flexible.get(i).pass(picos);
    }
  }

  /// Whether a flexible event waits for its turn.
  boolean waits() {
    for (int i = 0; i < flexible.size(); i++) {
      if (flexible.get(i).state() == PerfEvent.State.INACTIVE) {
        return true;
      }
    }
    return false;
  }

  /// The flexible event that was first comes last.
  void rotate() {
    flexible.add(flexible.removeFirst());
  }
}
