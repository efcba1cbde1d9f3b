package io.interlock.hardware.spe;

import io.interlock.hardware.topology.SpuModel;

/// Writes records at the write pointer while neither limit nor translation changes
/// (`SPEWriteToBuffer` and the end of `SPECompleteSample`).
final class BufferWriter {
  private final SpuSettings settings;
  private final BufferRegime regime;
  private final BufferMemory memory;
  private final long limitRegister;
  private final SpeCounts counts;
  private long pointer;
  private BufferStatus status;

  /// Where the pointer is mapped to, and for how many bytes more.
  private long mapped;

  private long mappedLeft;

  /// @param pointer PMBPTR_EL1, and `status` PMBSR_EL1, as the SPU has them
  BufferWriter(
      SpuSettings settings,
      BufferRegime regime,
      BufferMemory memory,
      long limitRegister,
      long pointer,
      BufferStatus status,
      SpeCounts counts) {
    this.settings = settings;
    this.regime = regime;
    this.memory = memory;
    this.limitRegister = limitRegister;
    this.pointer = pointer;
    this.status = status;
    this.counts = counts;
  }

  long pointer() {
    return pointer;
  }

  BufferStatus status() {
    return status;
  }

  /// A sample was dropped because another was in flight.
  void collide() {
    status = status.collided();
  }

  /// Writes one record, as far as it comes before profiling stops. Whether the buffer is full is
  /// asked afterwards, and never before, so that at most one event comes of a record.
  void write(byte[] record, int length) {
    if (status.isStopped()) {
      counts.add(SpeCount.LOST, 1);
    } else if (hasBadPointers() && settings.badPointers() != SpuSettings.BadPointers.WRITE) {
      refuse();
    } else {
      int written = writeBytes(record, length);
      counts.add(SpeCount.BYTES, written);
      counts.add(written == length ? SpeCount.WRITTEN : SpeCount.LOST, 1);
      if (!status.isStopped() && bounds().isFull()) {
        becomeFull();
      }
    }
  }

  /// How many records, all of the largest size, it takes to stop profiling.
  long records() {
    BufferBounds bounds = bounds();
    if (bounds.isFull() || bounds.differInTopByte()) {
      return 1;
    }
    long room = bounds.limit() - bounds.recordBytesMax() - pointer;
    long reachable = 0;
    while (Long.compareUnsigned(reachable, room) <= 0
        && regime.translate(pointer + reachable) instanceof Translation.Mapped(_, long bytes)) {
      reachable = bytes > room - reachable ? room + 1 : reachable + bytes;
    }
    return Long.divideUnsigned(reachable, bounds.recordBytesMax()) + 1;
  }

  private int writeBytes(byte[] record, int length) {
    int written = 0;
    while (written < length) {
      if (mappedLeft == 0 && !translate(written > 0)) {
        return written;
      }
      int part = (int) Math.min(length - written, mappedLeft);
      memory.write(mapped, record, written, part);
      written += part;
      pointer += part;
      mapped += part;
      mappedLeft -= part;
    }
    return written;
  }

  private boolean translate(boolean insideRecord) {
    switch (regime.translate(pointer)) {
      case Translation.Mapped(long address, long bytes) -> {
        mapped = address;
        mappedLeft = bytes;
      }
      case Translation.Failed(ManagementEvent event) -> status = status.after(event, insideRecord);
    }
    return !status.isStopped();
  }

  private void refuse() {
    counts.add(SpeCount.LOST, 1);
    switch (settings.badPointers()) {
      case REPORT_FULL -> becomeFull();
      case REPORT_ACCESS -> status = status.after(new ManagementEvent.AccessNotAllowed(), false);
      case DROP, WRITE -> {}
    }
  }

  private void becomeFull() {
    status = status.after(new ManagementEvent.BufferFull(), false);
    counts.add(SpeCount.BUFFER_FULL, 1);
  }

  private boolean hasBadPointers() {
    BufferBounds bounds = bounds();
    return bounds.isFull() || bounds.differInTopByte();
  }

  private BufferBounds bounds() {
    SpuModel model = settings.model();
    return BufferBounds.of(pointer, limitRegister, model.recordBytesMax());
  }
}
