package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;

/// One stay of the PE at a level that is sampled: from the sampling counter to the record
/// (`SPEStartSample` and `SPECompleteSample`).
///
/// A sample counts as complete as soon as it is selected; what it takes until then shows in the
/// operations that collide with it.
final class Sampling {
  private final RegisterFile file;
  private final int queuedRecords;
  private final RecordFormatter formatter;
  private final RecordQueue queue;
  private final BufferWriter writer;
  private final SpeCounts counts;
  private final SampleFilter filter;
  private final IntervalCounter.Interval interval;
  private final boolean discards;
  private long inFlightOperations;
  private boolean overran;

  Sampling(
      RegisterFile file,
      SpuSettings settings,
      RecordFormatter formatter,
      RecordQueue queue,
      BufferWriter writer,
      SpeCounts counts,
      long inFlightOperations) {
    SpuModel model = settings.model();
    this.file = file;
    this.queuedRecords = settings.queuedRecords();
    this.formatter = formatter;
    this.queue = queue;
    this.writer = writer;
    this.counts = counts;
    this.inFlightOperations = inFlightOperations;
    this.filter = new SampleFilter(file, model);
    this.interval =
        IntervalCounter.Interval.of(file.read(SpeRegisters.PMSIRR_EL1), model.has(SpuFeature.ERND));
    this.discards =
        model.hasDiscardMode() && SpeRegisters.isDiscardMode(file.read(SpeRegisters.PMBLIMITR_EL1));
  }

  /// For how many operations behind the stay its last sample is in flight.
  long inFlightOperations() {
    return inFlightOperations;
  }

  /// Whether more records waited than may.
  boolean overran() {
    return overran;
  }

  /// Executes operations until all are done or profiling stops; says how many those were and where
  /// the counter is then.
  IntervalCounter.Step run(
      IntervalCounter start, Execution execution, long operations, ExceptionLevel at) {
    Collection collection = Collection.of(file, at);
    IntervalCounter counter = start;
    long executed = 0;
    while (executed < operations && !writer.status().isStopped()) {
      IntervalCounter.Step step = counter.advance(interval, operations - executed);
      counter = step.counter();
      executed += step.operations();
      boolean collides = step.operations() <= inFlightOperations;
      inFlightOperations = Math.max(0, inFlightOperations - step.operations());
      if (step.selected() && collides) {
        counts.add(SpeCount.COLLISION, 1);
        writer.collide();
      } else if (step.selected()) {
        long index = executed - 1;
        SampledOperation sample = execution.operation(index);
        inFlightOperations = sample.inFlightOperations();
        complete(sample, collection, execution.physicalCount(index));
      }
    }
    counts.add(SpeCount.POPULATION, executed);
    return new IntervalCounter.Step(executed, false, counter);
  }

  private void complete(SampledOperation sample, Collection collection, long physicalCount) {
    if (!filter.passes(sample, counts)) {
      return;
    }
    if (discards) {
      counts.add(SpeCount.DISCARDED, 1);
      return;
    }
    int length = formatter.format(sample, collection, physicalCount);
    if (queuedRecords == 0) {
      writer.write(formatter.bytes(), length);
      return;
    }
    queue.add(formatter.bytes(), length);
    if (queue.formattedRecords() > queuedRecords) {
      queue.translate(writer, queuedRecords);
      overran = true;
    }
  }
}
