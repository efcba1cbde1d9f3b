package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;

/// Makes a record of a sampled operation, as one kind of SPU does it.
///
/// Packets stand in the order of `SPEConstructRecord`: contexts, counters, addresses, data source,
/// operation type, events, and last a timestamp or an end. What the manual leaves to the
/// implementation: operations that do not complete give nothing but events, and events take the
/// fewest bytes for all that an operation of that class can have.
final class RecordFormatter {
  private static final int MEMORY_EVENTS_BYTES = 2;
  private static final int OTHER_EVENTS_BYTES = 1;

  private final SpuModel model;
  private final long recordableEvents;
  private final int counterMax;
  private final byte[] bytes;
  private final PacketWriter packets;

  RecordFormatter(SpuModel model) {
    this.model = model;
    this.recordableEvents = SampleEvents.recordable(model);
    this.counterMax = (1 << model.counterBits()) - 1;
    this.bytes = new byte[2 * model.recordBytesMax()];
    this.packets = new PacketWriter(bytes);
  }

  /// The bytes of the record last made, from the first on.
  byte[] bytes() {
    return bytes;
  }

  /// Makes a record and returns its length, a multiple of the alignment.
  ///
  /// @param physicalCount of the system counter when the operation was selected
  int format(SampledOperation operation, Collection collection, long physicalCount) {
    packets.restart();
    contexts(collection);
    if (operation.isComplete()) {
      content(operation, collection);
    }
    boolean memory = operation.type().operationClass() == OperationType.CLASS_MEMORY;
    packets.events(
        operation.events() & recordableEvents, memory ? MEMORY_EVENTS_BYTES : OTHER_EVENTS_BYTES);
    if (collection.clock() == Collection.Clock.NONE) {
      packets.end();
    } else {
      packets.timestamp(collection.timestamp(physicalCount));
    }
    packets.padTo(model.alignmentBytes());
    if (packets.length() > model.recordBytesMax()) {
      throw new IllegalStateException(
          "a record of %d bytes; PMSIDR_EL1.MaxSize allows %d"
              .formatted(packets.length(), model.recordBytesMax()));
    }
    return packets.length();
  }

  private void contexts(Collection collection) {
    if (collection.contextEl1()) {
      packets.context(ExceptionLevel.EL1, collection.contextIdEl1());
    }
    if (collection.contextEl2()) {
      packets.context(ExceptionLevel.EL2, collection.contextIdEl2());
    }
  }

  private void content(SampledOperation operation, Collection collection) {
    counter(PacketWriter.COUNTER_TOTAL, operation.totalLatencyCycles());
    counter(PacketWriter.COUNTER_ISSUE, operation.issueLatencyCycles());
    ExceptionLevel at = operation.at();
    switch (operation.detail()) {
      case SampledOperation.Detail.None() ->
          packets.instructionAddress(PacketWriter.ADDRESS_PC, operation.programCounter(), at);
      case SampledOperation.Detail.Taken(long target, long previous) -> {
        packets.instructionAddress(PacketWriter.ADDRESS_PC, operation.programCounter(), at);
        packets.instructionAddress(PacketWriter.ADDRESS_TARGET, target, at);
        if (model.has(SpuFeature.PBT) && previous != 0) {
          packets.instructionAddress(PacketWriter.ADDRESS_PREVIOUS_TARGET, previous, at);
        }
      }
      case SampledOperation.Detail.Access access -> {
        counter(PacketWriter.COUNTER_TRANSLATION, access.translationLatencyCycles());
        packets.instructionAddress(PacketWriter.ADDRESS_PC, operation.programCounter(), at);
        data(access, operation.type(), collection);
      }
    }
    packets.operation(operation.type());
  }

  /// A top byte is recorded whether or not it is a tag; the manual allows that for both.
  private void data(
      SampledOperation.Detail.Access access, OperationType type, Collection collection) {
    packets.address(PacketWriter.ADDRESS_DATA_VIRTUAL, access.virtualAddress());
    if (collection.physicalAddresses()) {
      packets.physicalAddress(access.physicalAddress());
    }
    boolean loads = (type.flags() & OperationType.LOAD) != 0;
    boolean hasSource = access.dataSource() != SampledOperation.NO_SOURCE;
    if (model.has(SpuFeature.LDS) && loads && hasSource) {
      packets.dataSource(access.dataSource());
    }
  }

  /// Counters stop at their largest value.
  private void counter(int index, int cycles) {
    packets.counter(index, Math.min(cycles, counterMax));
  }
}
