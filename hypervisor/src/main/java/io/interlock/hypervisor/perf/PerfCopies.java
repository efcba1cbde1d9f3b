package io.interlock.hypervisor.perf;

import java.util.ArrayList;
import java.util.List;

/// One copy of everything: perf on a PE and those who hold events of it must, once copied, still
/// mean the same events.
///
/// There are never more events than a PE and a thread have, so they are found by looking through.
public final class PerfCopies {
  private final List<PerfEvent> events = new ArrayList<>();
  private final List<PerfEvent> eventCopies = new ArrayList<>();
  private final List<PerfContext> contexts = new ArrayList<>();
  private final List<PerfContext> contextCopies = new ArrayList<>();

  /// The copy of an event.
  public PerfEvent of(PerfEvent event) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) == event) {
        return eventCopies.get(i);
      }
    }
    PerfEvent copy = event.copy();
    events.add(event);
    eventCopies.add(copy);
    return copy;
  }

  /// The copy of a context, with the copies of its events.
  public PerfContext of(PerfContext context) {
    for (int i = 0; i < contexts.size(); i++) {
      if (contexts.get(i) == context) {
        return contextCopies.get(i);
      }
    }
    PerfContext copy = context.copy(this);
    contexts.add(context);
    contextCopies.add(copy);
    return copy;
  }
}
