package io.interlock.actors.fact;

import io.interlock.hardware.gic.IntId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/// Where the time of an interrupt goes between its cause and the guest's handler.
///
/// The stages of one interrupt add up to its latency. Of several of a kind that are under way to
/// one vCPU at the same time, the milestones of the last count.
public final class InterruptStages {
  private static final long NONE = WaitingInterrupts.NONE;
  private static final int RESCHEDULE_SGI = 0;

  /// What raises an interrupt.
  public enum Kind {
    /// Another vCPU, or the same.
    SGI,
    /// The guest's virtual timer.
    TIMER,
    /// Its physical timer.
    PHYSICAL_TIMER,
    /// Another device of the vCPU: its PMU, its profiling buffer.
    DEVICE,
    /// A device of the VM, by an SPI.
    SPI
  }

  /// Where the time goes.
  public enum Stage {
    /// Signals travel, and wait until the CPU takes them.
    WIRE,
    /// KVM or the host's handler finds out for whom the interrupt is, and queues it.
    HOST,
    /// The vCPU's attention is got: it is pulled out of its guest, or woken and given a CPU.
    KICK,
    /// The vCPU goes into its guest, which takes the interrupt.
    ENTRY
  }

  private final VcpuMarks[] byThread;
  private final int[] threadOnPe;
  private final Map<Kind, IntCountsHistogram[]>[] histograms;

  /// For a host with so many vCPU threads, PEs and VMs.
  @SuppressWarnings({"unchecked", "rawtypes"})
  InterruptStages(int threads, int pes, int vms) {
    byThread = new VcpuMarks[threads];
    Arrays.setAll(byThread, _ -> new VcpuMarks());
    threadOnPe = new int[pes];
    Arrays.fill(threadOnPe, (int) NONE);
    histograms = new Map[vms];
    Arrays.setAll(histograms, _ -> new EnumMap<>(Kind.class));
  }

  void switchedIn(int thread, int pe, long at) {
    threadOnPe[pe] = thread;
    byThread[thread].switchedInAt = at;
  }

  void left(int thread, long at) {
    byThread[thread].leftAt = at;
  }

  void requested(int thread, long at) {
    byThread[thread].requestedAt = at;
  }

  /// The host's handler of an interrupt begins that was raised `waited` ago, if anybody knows.
  void hostInterrupt(int pe, int intid, long waited, long at) {
    int thread = threadOnPe[pe];
    if (thread == NONE || waited == NONE) {
      return;
    }
    VcpuMarks vcpu = byThread[thread];
    if (intid == RESCHEDULE_SGI) {
      vcpu.kickedAt = at;
      vcpu.kickRaisedAt = at - waited;
    } else if (IntId.isPpi(intid)) {
      vcpu.lineIntid = intid;
      vcpu.lineTakenAt = at;
      vcpu.lineRaisedAt = at - waited;
    }
  }

  /// The guest takes an interrupt whose cause was at `cause`, or [#NONE] if nobody knows.
  void handled(VcpuId id, int intid, long cause, boolean timer, long now) {
    VcpuMarks vcpu = byThread[id.thread()];
    if (!IntId.isPpi(intid)) {
      if (cause != NONE) {
        Kind kind = IntId.isSgi(intid) ? Kind.SGI : Kind.SPI;
        record(id.vm(), kind, vcpu.ofSgi(cause, now));
      }
    } else if (timer && cause != NONE) {
      Kind kind = intid == IntId.PHYSICAL_TIMER ? Kind.PHYSICAL_TIMER : Kind.TIMER;
      record(id.vm(), kind, vcpu.ofLine(physical(vcpu, intid), cause, now));
    } else if (vcpu.lineIntid == intid) {
      record(id.vm(), Kind.DEVICE, vcpu.ofLine(intid, vcpu.lineRaisedAt, now));
      vcpu.lineIntid = IntId.NONE;
    }
  }

  /// What interrupted the host for an interrupt of a guest's timer: one that is emulated is a timer
  /// of the host's own.
  private static int physical(VcpuMarks vcpu, int intid) {
    return intid == IntId.PHYSICAL_TIMER && vcpu.lineIntid == IntId.HYP_TIMER
        ? IntId.HYP_TIMER
        : intid;
  }

  private void record(int vm, Kind kind, long[] stages) {
    IntCountsHistogram[] all =
        histograms[vm].computeIfAbsent(kind, _ -> new IntCountsHistogram[stages.length]);
    for (int stage = 0; stage < stages.length; stage++) {
      IntCountsHistogram histogram = all[stage];
      if (histogram == null) {
        histogram = new IntCountsHistogram(2);
        histogram.setAutoResize(true);
        all[stage] = histogram;
      }
      histogram.recordValue(stages[stage] / 1000);
    }
  }

  /// Nanoseconds that interrupts of that kind have spent in a stage, or null if a VM took none.
  @SuppressWarnings("EnumOrdinal") // the index of a table made in this JVM, never written down
  public @Nullable IntCountsHistogram of(int vm, Kind kind, Stage stage) {
    IntCountsHistogram[] all = histograms[vm].get(kind);
    return all == null ? null : all[stage.ordinal()];
  }

  /// The last time of everything that can be a milestone on the way to one vCPU.
  private static final class VcpuMarks {
    private long switchedInAt = NONE;
    private long leftAt = NONE;
    private long requestedAt = NONE;
    private long kickRaisedAt = NONE;
    private long kickedAt = NONE;
    private int lineIntid = IntId.NONE;
    private long lineRaisedAt = NONE;
    private long lineTakenAt = NONE;

    /// The sender's KVM queues it and sends an IPI, the IPI travels, the vCPU is pulled out.
    long[] ofSgi(long cause, long now) {
      boolean kicked = kickRaisedAt >= cause && kickedAt <= now;
      long queued = within(cause, kicked ? kickRaisedAt : requestedAt, now);
      long signalled = kicked ? within(queued, Math.min(leftAt, kickedAt), now) : queued;
      long attentive = within(signalled, Math.max(kickedAt, switchedInAt), now);
      return stages(signalled - queued, queued - cause, attentive - signalled, now - attentive);
    }

    /// The line travels to the CPU, the host's handler takes it, the vCPU gets a CPU.
    long[] ofLine(int intid, long cause, long now) {
      boolean taken = lineIntid == intid && lineTakenAt >= cause;
      long signalled = taken ? within(cause, Math.min(leftAt, lineTakenAt), lineTakenAt) : cause;
      long queued = within(signalled, Math.max(taken ? lineTakenAt : NONE, requestedAt), now);
      long attentive = within(queued, switchedInAt, now);
      return stages(signalled - cause, queued - signalled, attentive - queued, now - attentive);
    }

    /// A milestone that was not passed on this way counts as passed with the one before.
    private static long within(long before, long mark, long now) {
      return mark < before || mark > now ? before : mark;
    }

    /// In the order of [Stage].
    private static long[] stages(long wire, long host, long kick, long entry) {
      return new long[] {wire, host, kick, entry};
    }
  }
}
