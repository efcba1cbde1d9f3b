package io.interlock.reports.perf;

import io.interlock.reports.perf.SpeRecording.AuxChunk;
import io.interlock.reports.perf.SpeRecording.Cpu;
import io.interlock.reports.perf.SpeRecording.KernelText;
import io.interlock.reports.perf.SpeRecording.Task;
import java.util.List;

/// The records of the data section. Those of the kernel end with who, when, where and which event.
final class PerfRecords {
  /// Bytes of an AUXTRACE record; its data follows and does not count.
  static final int AUXTRACE_BYTES = 48;

  private static final int MMAP = 1;
  private static final int COMM = 3;
  private static final int EXIT = 4;
  private static final int MMAP2 = 10;
  private static final int AUX = 11;
  private static final int ITRACE_START = 12;
  private static final int FINISHED_ROUND = 68;
  private static final int AUXTRACE_INFO = 70;
  private static final int AUXTRACE = 71;
  private static final int TIME_CONV = 79;

  private static final int MISC_KERNEL = 1;
  private static final int MISC_USER = 2;
  private static final int MISC_COMM_EXEC = 1 << 13;
  private static final int AUX_TRUNCATED = 1;
  private static final int AUX_PARTIAL = 4;
  private static final int AUX_COLLISION = 8;
  private static final int AUXTRACE_ARM_SPE = 4;
  private static final int PROTECTION_READ_EXEC = 5;
  private static final int MAP_PRIVATE = 2;
  private static final long CPU_MAGIC = 0x1010_1010_1010_1010L;
  private static final long ANY_THREAD = 0xFFFF_FFFFL;
  private static final int TIME_SHIFT = 24;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final EventAttributes spe;
  private final EventAttributes dummy;

  PerfRecords(EventAttributes spe, EventAttributes dummy) {
    this.spe = spe;
    this.dummy = dummy;
  }

  /// How timestamps become nanoseconds: `ticks * mult >> shift`. Without it perf divides by zero.
  byte[] timeConversion(long counterHz) {
    long mult = ((NANOS_PER_SECOND << TIME_SHIFT) + counterHz / 2) / counterHz;
    Layout body = new Layout().u64(TIME_SHIFT).u64(mult).u64(0).u64(0).u64(-1L);
    return record(TIME_CONV, 0, body.u8(1).u8(0).zeros(6));
  }

  /// Which PMU the data is of, and with version 2 of the metadata, what each CPU is.
  byte[] auxtraceInfo(PerfMetadata metadata, List<Cpu> cpus) {
    Layout body = new Layout().u32(AUXTRACE_ARM_SPE).u32(0);
    if (metadata == PerfMetadata.VERSION_1) {
      return record(AUXTRACE_INFO, 0, body.u64(spe.type()).u64(1));
    }
    int headerWords = 4;
    int cpuWords = 3;
    body.u64(2).u64(headerWords).u64(spe.type()).u64(cpus.size());
    for (int i = 0; i < cpus.size(); i++) {
      Cpu cpu = cpus.get(i);
      body.u64(CPU_MAGIC).u64(i).u64(cpuWords).u64(cpu.midr());
      body.u64(cpu.hasSpe() ? spe.type() : -1).u64(cpu.intervalMin());
    }
    return record(AUXTRACE_INFO, 0, body);
  }

  /// perf takes this name for the kernel, and its page offset for the address of `_text`.
  byte[] kernelMapping(KernelText kernel) {
    Layout body =
        new Layout()
            .u32(-1)
            .u32(0)
            .u64(kernel.start())
            .u64(kernel.bytes())
            .u64(kernel.start())
            .text("[kernel.kallsyms]_text");
    return record(MMAP, MISC_KERNEL, sampleId(body, -1, 0, 0, dummy));
  }

  byte[] comm(Task task) {
    Layout body = new Layout().u32(task.pid()).u32(task.pid()).text(task.name());
    return record(COMM, MISC_COMM_EXEC, sampleId(body, task.pid(), 0, 0, dummy));
  }

  byte[] mapping(Task task) {
    Layout body =
        new Layout()
            .u32(task.pid())
            .u32(task.pid())
            .u64(task.textStart())
            .u64(task.textBytes())
            .zeros(Long.BYTES)
            .zeros(2 * Integer.BYTES)
            .zeros(2 * Long.BYTES)
            .u32(PROTECTION_READ_EXEC)
            .u32(MAP_PRIVATE)
            .text(task.path());
    return record(MMAP2, MISC_USER, sampleId(body, task.pid(), 0, 0, dummy));
  }

  byte[] exit(Task task, long timeNanos) {
    Layout body = new Layout().u32(task.pid()).u32(task.pid()).u32(task.pid()).u32(task.pid());
    body.u64(timeNanos);
    return record(EXIT, 0, sampleId(body, task.pid(), timeNanos, 0, dummy));
  }

  byte[] traceStart(int cpu, int pid) {
    return record(ITRACE_START, 0, sampleId(new Layout().u32(pid).u32(pid), pid, 0, cpu, spe));
  }

  /// The driver has handed over data; the flags become perf's warnings.
  ///
  /// @param offset of the data in all that came of that CPU
  byte[] aux(AuxChunk chunk, int pid, long offset) {
    int flags =
        (chunk.truncated() ? AUX_TRUNCATED : 0)
            | (chunk.partial() ? AUX_PARTIAL : 0)
            | (chunk.collision() ? AUX_COLLISION : 0);
    Layout body = new Layout().u64(offset).u64(paddedLength(chunk)).u64(flags);
    return record(AUX, 0, sampleId(body, pid, chunk.timeNanos(), chunk.cpu(), spe));
  }

  /// The header of the data itself.
  byte[] auxtrace(AuxChunk chunk, long offset, long reference) {
    return new Layout()
        .u32(AUXTRACE)
        .u16(0)
        .u16(AUXTRACE_BYTES)
        .u64(paddedLength(chunk))
        .u64(offset)
        .u64(reference)
        .u32(chunk.cpu())
        .u32(ANY_THREAD)
        .u32(chunk.cpu())
        .u32(0)
        .toBytes();
  }

  byte[] finishedRound() {
    return record(FINISHED_ROUND, 0, new Layout());
  }

  /// Data comes in multiples of 8 bytes; what is added are padding packets.
  static int paddedLength(AuxChunk chunk) {
    return (chunk.bytes().length() + 7) & -8;
  }

  private static Layout sampleId(
      Layout body, int pid, long timeNanos, int cpu, EventAttributes event) {
    return body.u32(pid).u32(pid).u64(timeNanos).u32(cpu).u32(0).u64(event.id(cpu));
  }

  private static byte[] record(int type, int misc, Layout body) {
    int header = 8;
    return new Layout()
        .u32(type)
        .u16(misc)
        .u16(header + body.length())
        .raw(body.toBytes())
        .toBytes();
  }
}
