package io.interlock.reports.perf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `perf record -e arm_spe_0//` on one machine would have kept. A guest is a machine, and its
/// vCPUs are CPUs.
///
/// @param hostName the machine's name
/// @param kernelRelease as `uname -r` says it
/// @param event what was recorded
/// @param counterHz the frequency of the counter that timestamps show, from 1 MHz on
/// @param cpus every CPU of the machine, by number from 0
/// @param tasks what ran; CONTEXT packets name the thread, if the kernel writes thread numbers
///     there
/// @param kernel where the kernel's code is, or null if only user space was sampled
/// @param chunks what the buffers held, in the order in which the driver handed it to user space
public record SpeRecording(
    String hostName,
    String kernelRelease,
    Event event,
    long counterHz,
    List<Cpu> cpus,
    List<Task> tasks,
    @Nullable KernelText kernel,
    List<AuxChunk> chunks) {
  private static final long COUNTER_HZ_MIN = 1_000_000;

  /// The event that was asked for.
  ///
  /// @param pmuType the dynamic number of the PMU, above 5
  /// @param pmuName such as `arm_spe_0`
  /// @param timestamps `ts_enable=1`
  /// @param physicalAddresses `pa_enable=1`
  /// @param periodOperations between samples
  public record Event(
      int pmuType,
      String pmuName,
      boolean timestamps,
      boolean physicalAddresses,
      long periodOperations) {}

  /// A CPU.
  ///
  /// @param midr its MIDR_EL1, from which perf knows what data sources mean
  /// @param hasSpe whether the PMU of the event is there
  /// @param intervalMin least recommended interval of its SPU
  public record Cpu(long midr, boolean hasSpe, int intervalMin) {}

  /// A process of one thread, and the code it runs.
  ///
  /// @param path of its executable, which is mapped at `textStart`
  public record Task(int pid, String name, String path, long textStart, long textBytes) {}

  /// The kernel's code.
  public record KernelText(long start, long bytes) {}

  /// Part of a buffer, handed to user space at one time.
  ///
  /// @param cpu whose buffer it was
  /// @param timeNanos when, on the clock that timestamps are converted to
  /// @param truncated whether data was lost because there was no room
  /// @param partial whether a record may be cut off, as PMBSR_EL1.DL said
  /// @param collision whether samples were dropped, as PMBSR_EL1.COLL said
  /// @param bytes what the SPU wrote
  public record AuxChunk(
      int cpu,
      long timeNanos,
      boolean truncated,
      boolean partial,
      boolean collision,
      ChunkBytes bytes) {}

  public SpeRecording {
    cpus = List.copyOf(cpus);
    tasks = List.copyOf(tasks);
    chunks = List.copyOf(chunks);
    if (counterHz < COUNTER_HZ_MIN) {
      throw new IllegalArgumentException(
          "counter of %d Hz; allowed: from %d".formatted(counterHz, COUNTER_HZ_MIN));
    }
    for (AuxChunk chunk : chunks) {
      if (chunk.cpu < 0 || chunk.cpu >= cpus.size()) {
        throw new IllegalArgumentException(
            "SPE data of CPU %d; allowed: 0 to %d".formatted(chunk.cpu, cpus.size() - 1));
      }
    }
  }
}
