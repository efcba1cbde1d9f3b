package io.interlock.hypervisor.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The perf events of one CPU or of one thread (`struct perf_event_context`): the pinned ones,
/// which must all count, and the flexible ones, which take turns.
public final class PerfContext {
  private final List<PerfEvent> pinned = new ArrayList<>();
  private final List<PerfEvent> flexible = new ArrayList<>();

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

  Stream<PerfEvent> all() {
    return Stream.concat(pinned.stream(), flexible.stream());
  }

  /// The flexible event that was first comes last, if not all of them count
  /// (`perf_rotate_context`).
  void rotate() {
    boolean waiting =
        flexible.stream().anyMatch(event -> event.state() == PerfEvent.State.INACTIVE);
    if (waiting) {
      flexible.add(flexible.removeFirst());
    }
  }
}
