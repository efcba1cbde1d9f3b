package io.interlock.reports.perf;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The feature sections, which tell what machine it was and how to find things in the file.
final class PerfFeatures {
  private static final int HOST_NAME = 3;
  private static final int KERNEL_RELEASE = 4;
  private static final int PERF_VERSION = 5;
  private static final int ARCHITECTURE = 6;
  private static final int CPU_COUNT = 7;
  private static final int CPU_DESCRIPTION = 8;
  private static final int CPU_ID = 9;
  private static final int EVENT_DESCRIPTIONS = 12;
  private static final int PMU_NAMES = 16;
  private static final int AUXTRACE_INDEX = 18;
  private static final int TYPE_SOFTWARE = 1;

  private PerfFeatures() {}

  /// The sections by feature bit, rising.
  ///
  /// @param auxtraceOffsets where in the file each AUXTRACE record is
  static NavigableMap<Integer, byte[]> of(
      SpeRecording recording, List<EventAttributes> events, List<Long> auxtraceOffsets) {
    int cpus = recording.cpus().size();
    long midr = recording.cpus().getFirst().midr();
    NavigableMap<Integer, byte[]> sections = new TreeMap<>();
    sections.put(HOST_NAME, text(recording.hostName()));
    sections.put(KERNEL_RELEASE, text(recording.kernelRelease()));
    sections.put(PERF_VERSION, text(recording.kernelRelease()));
    sections.put(ARCHITECTURE, text("aarch64"));
    sections.put(CPU_COUNT, new Layout().u32(cpus).u32(cpus).toBytes());
    sections.put(CPU_DESCRIPTION, text("simulated"));
    sections.put(CPU_ID, text("0x%016x".formatted(midr)));
    sections.put(EVENT_DESCRIPTIONS, eventDescriptions(events, cpus));
    sections.put(PMU_NAMES, pmuNames(recording.event()));
    sections.put(AUXTRACE_INDEX, auxtraceIndex(auxtraceOffsets));
    return sections;
  }

  private static byte[] eventDescriptions(List<EventAttributes> events, int cpus) {
    Layout layout = new Layout().u32(events.size()).u32(EventAttributes.BYTES);
    for (EventAttributes event : events) {
      layout.raw(event.toBytes()).u32(cpus).featureText(event.name()).raw(event.ids(cpus));
    }
    return layout.toBytes();
  }

  private static byte[] pmuNames(SpeRecording.Event event) {
    return new Layout()
        .u32(2)
        .u32(TYPE_SOFTWARE)
        .featureText("software")
        .u32(event.pmuType())
        .featureText(event.pmuName())
        .toBytes();
  }

  private static byte[] auxtraceIndex(List<Long> offsets) {
    Layout layout = new Layout().u64(offsets.size());
    offsets.forEach(offset -> layout.u64(offset).u64(PerfRecords.AUXTRACE_BYTES));
    return layout.toBytes();
  }

  private static byte[] text(String text) {
    return new Layout().featureText(text).toBytes();
  }
}
