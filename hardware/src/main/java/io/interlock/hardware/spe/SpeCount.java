package io.interlock.hardware.spe;

/// What an SPU counts of its work: the PMU events that SPE brings, and what became of records.
///
/// Samples selected are `FEED` and `COLLISION`. Of `FEED`, `FILTRATE` passed the filters. Of those,
/// `WRITTEN` are in the buffer, `DISCARDED` were not wanted there, `LOST` should have been, and the
/// rest are on their way.
public enum SpeCount {
  /// Operations that could have been sampled (SAMPLE_POP).
  POPULATION(0x4000),
  /// Samples that were complete (SAMPLE_FEED).
  FEED(0x4001),
  /// Samples that passed all filters (SAMPLE_FILTRATE).
  FILTRATE(0x4002),
  /// Samples dropped because another was in flight (SAMPLE_COLLISION).
  COLLISION(0x4003),
  /// Loads whose data source the filter names (SAMPLE_FEED_DS).
  FEED_DATA_SOURCE(0x8122),
  /// Times that the buffer became full (SAMPLE_BUFFER_FULL).
  BUFFER_FULL(0x8123),
  /// Samples of branches (SAMPLE_FEED_BR).
  FEED_BRANCH(0x812A),
  /// Samples of loads and of atomics that return a value (SAMPLE_FEED_LD).
  FEED_LOAD(0x812B),
  /// Samples of stores and of atomics that return a value (SAMPLE_FEED_ST).
  FEED_STORE(0x812C),
  /// Samples that match the type filter (SAMPLE_FEED_OP).
  FEED_OPERATION(0x812D),
  /// Samples that match the event filters (SAMPLE_FEED_EVENT).
  FEED_EVENT(0x812E),
  /// Samples that took as long as the latency filter wants (SAMPLE_FEED_LAT).
  FEED_LATENCY(0x812F),
  /// Samples of floating-point operations (SAMPLE_FEED_FP).
  FEED_FLOATING_POINT(0x8348),
  /// Samples of SIMD operations (SAMPLE_FEED_SIMD).
  FEED_SIMD(0x8349),
  /// Records in the buffer.
  WRITTEN(SpeCount.NO_PMU_EVENT),
  /// Records dropped in discard mode.
  DISCARDED(SpeCount.NO_PMU_EVENT),
  /// Records that profiling stopped under before they were in the buffer.
  LOST(SpeCount.NO_PMU_EVENT),
  /// Bytes in the buffer, those of a record cut short among them.
  BYTES(SpeCount.NO_PMU_EVENT);

  /// No PMU event stands for it.
  public static final int NO_PMU_EVENT = -1;

  private final int pmuEvent;

  SpeCount(int pmuEvent) {
    this.pmuEvent = pmuEvent;
  }

  /// The number of the PMU event, or [#NO_PMU_EVENT].
  public int pmuEvent() {
    return pmuEvent;
  }
}
