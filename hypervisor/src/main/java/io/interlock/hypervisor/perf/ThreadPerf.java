package io.interlock.hypervisor.perf;

/// perf as a thread sees it at a moment, on the PE on which it runs: it makes events that count
/// wherever it runs, and reads them.
///
/// @param context the thread's events, which are scheduled in
public record ThreadPerf(HostPerf pe, PerfContext context, long nowPicos) {

  /// A new event of the thread (`perf_event_create_kernel_counter`).
  ///
  /// @param period events from one sample to the next, 0 if it only counts
  public PerfEvent create(PerfAttributes attributes, long period) {
    PerfEvent event = new PerfEvent(attributes, period);
    pe.change(nowPicos, () -> context.add(event));
    return event;
  }

  /// The event is gone (`perf_event_release_kernel`).
  public void release(PerfEvent event) {
    pe.change(nowPicos, () -> context.remove(event));
  }

  /// `perf_event_enable`; an event that failed tries again.
  public void enable(PerfEvent event) {
    if (!event.wanted()) {
      pe.change(nowPicos, () -> event.enter(PerfEvent.State.INACTIVE));
    }
  }

  /// `perf_event_disable`.
  public void disable(PerfEvent event) {
    if (event.state() != PerfEvent.State.OFF) {
      pe.change(nowPicos, () -> event.enter(PerfEvent.State.OFF));
    }
  }

  /// What the event has counted (`perf_event_read_value`).
  public long read(PerfEvent event) {
    pe.settle(nowPicos);
    return event.count();
  }

  /// The event samples after another number of events, counted from now.
  public void restart(PerfEvent event, long period) {
    pe.restart(event, period, nowPicos);
  }
}
