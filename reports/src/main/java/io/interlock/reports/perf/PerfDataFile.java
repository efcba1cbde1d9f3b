package io.interlock.reports.perf;

import io.interlock.reports.perf.SpeRecording.AuxChunk;
import io.interlock.reports.perf.SpeRecording.KernelText;
import io.interlock.reports.perf.SpeRecording.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/// A `perf.data` file (format `PERFILE2`): header, event attributes, identifiers, data, features.
///
/// perf resolves addresses in the kernel with the symbols of the machine on which it reads, unless
/// it is given `--kallsyms`.
public final class PerfDataFile {
  private static final byte[] MAGIC = {'P', 'E', 'R', 'F', 'I', 'L', 'E', '2'};
  private static final int HEADER_BYTES = 104;
  private static final int ATTRIBUTE_ENTRY_BYTES = EventAttributes.BYTES + 16;
  private static final int IDLE_PID = 0;

  private final SpeRecording recording;
  private final PerfMetadata metadata;
  private final List<EventAttributes> events;
  private final PerfRecords records;
  private final List<byte[]> data = new ArrayList<>();
  private final List<Long> auxtraceOffsets = new ArrayList<>();
  private long dataBytes;

  private PerfDataFile(SpeRecording recording, PerfMetadata metadata) {
    this.recording = recording;
    this.metadata = metadata;
    EventAttributes spe = EventAttributes.spe(recording.event(), recording.kernel() != null);
    EventAttributes dummy = EventAttributes.dummy();
    this.events = List.of(spe, dummy);
    this.records = new PerfRecords(spe, dummy);
  }

  /// Writes the recording; `out` stays open.
  public static void write(SpeRecording recording, PerfMetadata metadata, OutputStream out)
      throws IOException {
    new PerfDataFile(recording, metadata).write(out);
  }

  private void write(OutputStream out) throws IOException {
    collectData();
    NavigableMap<Integer, byte[]> features = PerfFeatures.of(recording, events, auxtraceOffsets);
    out.write(header(features));
    out.write(attributes());
    for (EventAttributes event : events) {
      out.write(event.ids(cpus()));
    }
    for (byte[] part : data) {
      out.write(part);
    }
    out.write(featureTable(features));
    for (byte[] section : features.values()) {
      out.write(section);
    }
  }

  private void collectData() {
    add(records.timeConversion(recording.counterHz()));
    add(records.auxtraceInfo(metadata, recording.cpus()));
    KernelText kernel = recording.kernel();
    if (kernel != null) {
      add(records.kernelMapping(kernel));
    }
    for (Task task : recording.tasks()) {
      add(records.comm(task));
      add(records.mapping(task));
    }
    int pid = recording.tasks().isEmpty() ? IDLE_PID : recording.tasks().getFirst().pid();
    for (int cpu = 0; cpu < cpus(); cpu++) {
      if (recording.cpus().get(cpu).hasSpe()) {
        add(records.traceStart(cpu, pid));
      }
    }
    long end = addChunks(pid);
    add(records.finishedRound());
    for (Task task : recording.tasks()) {
      add(records.exit(task, end));
    }
    add(records.finishedRound());
  }

  /// Adds all SPE data and says when the last of it came.
  private long addChunks(int pid) {
    long[] offsets = new long[cpus()];
    long reference = 0;
    long end = 0;
    for (AuxChunk chunk : recording.chunks()) {
      long offset = offsets[chunk.cpu()];
      add(records.aux(chunk, pid, offset));
      auxtraceOffsets.add(dataStart() + dataBytes);
      add(records.auxtrace(chunk, offset, ++reference));
      byte[] bytes = new byte[PerfRecords.paddedLength(chunk)];
      chunk.bytes().copyTo(bytes);
      add(bytes);
      offsets[chunk.cpu()] += bytes.length;
      end = Math.max(end, chunk.timeNanos());
    }
    return end;
  }

  private void add(byte[] part) {
    data.add(part);
    dataBytes += part.length;
  }

  private byte[] header(NavigableMap<Integer, byte[]> features) {
    long bits = 0;
    for (int feature : features.keySet()) {
      bits |= 1L << feature;
    }
    return new Layout()
        .raw(MAGIC)
        .u64(HEADER_BYTES)
        .u64(ATTRIBUTE_ENTRY_BYTES)
        .u64(HEADER_BYTES)
        .u64((long) ATTRIBUTE_ENTRY_BYTES * events.size())
        .u64(dataStart())
        .u64(dataBytes)
        .zeros(2 * Long.BYTES)
        .u64(bits)
        .zeros(3 * Long.BYTES)
        .toBytes();
  }

  private byte[] attributes() {
    Layout layout = new Layout();
    long ids = idsStart();
    for (EventAttributes event : events) {
      layout.raw(event.toBytes()).u64(ids).u64(idBytes());
      ids += idBytes();
    }
    return layout.toBytes();
  }

  /// Where each feature's section is; the table follows the data directly.
  private byte[] featureTable(NavigableMap<Integer, byte[]> features) {
    Layout table = new Layout();
    long offset = dataStart() + dataBytes + 2L * Long.BYTES * features.size();
    for (Map.Entry<Integer, byte[]> feature : features.entrySet()) {
      table.u64(offset).u64(feature.getValue().length);
      offset += feature.getValue().length;
    }
    return table.toBytes();
  }

  private long idsStart() {
    return HEADER_BYTES + (long) ATTRIBUTE_ENTRY_BYTES * events.size();
  }

  private long dataStart() {
    return idsStart() + idBytes() * events.size();
  }

  private long idBytes() {
    return (long) Long.BYTES * cpus();
  }

  private int cpus() {
    return recording.cpus().size();
  }
}
