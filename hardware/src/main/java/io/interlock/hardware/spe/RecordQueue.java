package io.interlock.hardware.spe;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// Records on their way to memory: formatted and not yet translated, or translated and not yet
/// written. `PSB CSYNC` moves them from the first to the second, `DSB` to memory.
final class RecordQueue {
  /// A write to a physical address that has been started.
  private static final class Write {
    final long physicalAddress;
    final byte[] bytes;

    Write(long physicalAddress, byte[] bytes) {
      this.physicalAddress = physicalAddress;
      this.bytes = bytes;
    }
  }

  private final ArrayDeque<byte[]> formatted = new ArrayDeque<>();
  private final ArrayDeque<Write> translated = new ArrayDeque<>();

  /// An equal queue that changes on its own. Its entries never change and are shared.
  RecordQueue copy() {
    RecordQueue copy = new RecordQueue();
    copy.formatted.addAll(formatted);
    copy.translated.addAll(translated);
    return copy;
  }

  int formattedRecords() {
    return formatted.size();
  }

  void add(byte[] record, int length) {
    formatted.add(Arrays.copyOf(record, length));
  }

  /// Memory that remembers what is written to it until [#completeWrites].
  BufferMemory startingWrites() {
    return (address, source, offset, length) ->
        translated.add(new Write(address, Arrays.copyOfRange(source, offset, offset + length)));
  }

  /// Takes the oldest records through the writer until `left` of them are left.
  void translate(BufferWriter writer, int left) {
    while (formatted.size() > left) {
      byte[] record = formatted.remove();
      writer.write(record, record.length);
    }
  }

  /// Forgets what has not been translated, and says how many records those were.
  int dropFormatted() {
    int dropped = formatted.size();
    formatted.clear();
    return dropped;
  }

  /// Ends the writes that were started, in their order.
  void completeWrites(BufferMemory memory) {
    while (!translated.isEmpty()) {
      Write write = translated.remove();
      memory.write(write.physicalAddress, write.bytes, 0, write.bytes.length);
    }
  }

  /// Gives numbers that differ where queues differ.
  void describeTo(LongConsumer numbers) {
    numbers.accept(formatted.size());
    formatted.forEach(record -> numbers.accept(Arrays.hashCode(record)));
    numbers.accept(translated.size());
    for (Write write : translated) {
      numbers.accept(write.physicalAddress);
      numbers.accept(Arrays.hashCode(write.bytes));
    }
  }
}
