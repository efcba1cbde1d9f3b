package io.interlock.hypervisor.perf;

/// One perf event: what it has counted, and how far it is to its next sample.
///
/// Its owner changes it through a [HostPerf] or a [ThreadPerf].
public final class PerfEvent {
  /// What becomes of an event (`enum perf_event_state`).
  public enum State {
    /// It is not to count.
    OFF,
    /// It is to count, and has no counter at present.
    INACTIVE,
    /// A counter counts it.
    ACTIVE,
    /// It was pinned and found no counter; it counts nothing until it is enabled again.
    ERROR
  }

  private final PerfAttributes attributes;
  private State state;
  private long period;
  private long left;
  private long count;
  private transient long enabledPicos;
  private transient long runningPicos;

  /// @param period events from one sample to the next, 0 if it only counts
  PerfEvent(PerfAttributes attributes, long period) {
    this.attributes = attributes;
    this.state = attributes.enabled() ? State.INACTIVE : State.OFF;
    this.period = period;
    this.left = period;
  }

  /// An equal event.
  PerfEvent copy() {
    PerfEvent copy = new PerfEvent(attributes, period);
    copy.state = state;
    copy.left = left;
    copy.count = count;
    copy.enabledPicos = enabledPicos;
    copy.runningPicos = runningPicos;
    return copy;
  }

  public PerfAttributes attributes() {
    return attributes;
  }

  public State state() {
    return state;
  }

  /// Whether it is to count now or when its turn comes.
  boolean wanted() {
    return state == State.INACTIVE || state == State.ACTIVE;
  }

  void enter(State next) {
    state = next;
  }

  /// Events that a counter counted for it, so far as they were taken from it.
  public long count() {
    return count;
  }

  /// How long it was to count.
  public long enabledPicos() {
    return enabledPicos;
  }

  /// How long a counter counted it.
  public long runningPicos() {
    return runningPicos;
  }

  void pass(long picos) {
    enabledPicos += wanted() ? picos : 0;
    runningPicos += state == State.ACTIVE ? picos : 0;
  }

  /// Takes over what a counter has counted. Says whether a sample is due.
  boolean add(long counted) {
    count += counted;
    left -= counted;
    return period != 0 && left <= 0;
  }

  /// Events until the next sample; a period further if it is due now.
  ///
  /// @param longest for which a counter can be set
  long distance(long longest) {
    if (period == 0) {
      return longest;
    }
    if (left <= 0) {
      left += period;
      left = left <= 0 ? period : left;
    }
    return Math.min(left, longest);
  }

  void restart(long newPeriod) {
    period = newPeriod;
    left = newPeriod;
  }
}
