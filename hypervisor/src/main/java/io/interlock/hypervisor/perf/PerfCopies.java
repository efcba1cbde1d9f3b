package io.interlock.hypervisor.perf;

import java.util.IdentityHashMap;

/// One copy of everything: perf on a PE and those who hold events of it must, once copied, still
/// mean the same events.
public final class PerfCopies {
  private final IdentityHashMap<PerfEvent, PerfEvent> events = new IdentityHashMap<>();
  private final IdentityHashMap<PerfContext, PerfContext> contexts = new IdentityHashMap<>();

  /// The copy of an event.
  public PerfEvent of(PerfEvent event) {
    return events.computeIfAbsent(event, PerfEvent::copy);
  }

  /// The copy of a context, with the copies of its events.
  public PerfContext of(PerfContext context) {
    return contexts.computeIfAbsent(context, original -> original.copy(this));
  }
}
