package io.interlock.hardware.spe;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.spe.SampledOperation.Detail;

/// The execution of an [InstructionMix]. What operation `n` of a program is depends on the seed and
/// `n` alone, so that the program stays the same in whatever pieces it is executed.
///
/// @param at the level it runs at
/// @param firstOperation the number of operation 0 of this stay in the whole program
/// @param firstCount the physical count at operation 0
/// @param operationsPerTick operations while the system counter advances by one
public record MixedExecution(
    InstructionMix mix,
    MemoryLatencies latencies,
    ExceptionLevel at,
    long seed,
    long firstOperation,
    long firstCount,
    double operationsPerTick)
    implements Execution {

  /// Data sources as Arm's own cores give them.
  private static final int FROM_L1 = 0x0;

  private static final int FROM_L2 = 0x8;
  private static final int FROM_SYSTEM_CACHE = 0xB;
  private static final int FROM_MEMORY = 0xE;

  private static final int INSTRUCTION_BYTES = 4;
  private static final int DATA_BYTES = 8;
  private static final int OPERATIONS_PER_CYCLE = 2;
  private static final long PHYSICAL_BASE = 0x8000_0000L;

  @Override
  public long physicalCount(long index) {
    return firstCount + (long) (index / operationsPerTick);
  }

  @Override
  public SampledOperation operation(long index) {
    Draw draw = new Draw(Chance.at(seed, firstOperation + index));
    int kind = draw.thousandth();
    if (kind < mix.loads() + mix.stores()) {
      return access(draw, kind < mix.loads());
    }
    boolean branch = kind < mix.loads() + mix.stores() + mix.branches();
    return branch ? branch(draw) : plain(draw);
  }

  private SampledOperation plain(Draw draw) {
    int latency = 1 + draw.below(4);
    return operation(
        draw, OperationType.PLAIN, SampleEvents.RETIRED, latency, SampledOperation.NONE);
  }

  private SampledOperation branch(Draw draw) {
    boolean taken = draw.thousandth() >= mix.notTaken();
    boolean mispredicted = draw.thousandth() < mix.mispredicted();
    long events = SampleEvents.RETIRED;
    events |= taken ? 0 : SampleEvents.NOT_TAKEN;
    events |= mispredicted ? SampleEvents.MISPREDICTED : 0;
    Detail detail = taken ? new Detail.Taken(codeAddress(draw), 0) : SampledOperation.NONE;
    int latency = mispredicted ? 12 + draw.below(6) : 1 + draw.below(3);
    return operation(draw, OperationType.BRANCH_CONDITIONAL, events, latency, detail);
  }

  private SampledOperation access(Draw draw, boolean load) {
    long events = SampleEvents.RETIRED | SampleEvents.L1D_ACCESS | SampleEvents.TLB_ACCESS;
    int cycles = latencies.l1();
    int source = FROM_L1;
    if (draw.thousandth() < mix.l1Misses()) {
      events |= SampleEvents.L1D_REFILL;
      cycles = latencies.l2();
      source = FROM_L2;
      if (draw.thousandth() < mix.l2Misses()) {
        boolean missed = draw.thousandth() < mix.lastLevelMisses();
        events |= SampleEvents.LLC_ACCESS | (missed ? SampleEvents.LLC_MISS : 0);
        cycles = missed ? latencies.memory() : latencies.lastLevel();
        source = missed ? FROM_MEMORY : FROM_SYSTEM_CACHE;
      }
    }
    boolean walks = draw.thousandth() < mix.tableWalks();
    int translation = walks ? latencies.tableWalk() : 1;
    events |= walks ? SampleEvents.TLB_WALK : 0;
    long offset = (long) draw.below(mix.dataBytes() / DATA_BYTES) * DATA_BYTES;
    Detail detail =
        new Detail.Access(
            mix.dataStart() + offset,
            PHYSICAL_BASE + offset,
            translation,
            load ? source : SampledOperation.NO_SOURCE);
    return operation(
        draw,
        load ? OperationType.GENERAL_LOAD : OperationType.GENERAL_STORE,
        events,
        cycles + translation + draw.below(cycles / 4 + 1),
        detail);
  }

  private SampledOperation operation(
      Draw draw, OperationType type, long events, int latencyCycles, Detail detail) {
    int issue = Math.min(latencyCycles, 1 + draw.below(4));
    long inFlight = (long) latencyCycles * OPERATIONS_PER_CYCLE;
    return new SampledOperation(
        codeAddress(draw), at, type, events, latencyCycles, issue, detail, inFlight);
  }

  /// The smaller of two addresses: programs stay in part of their code for most of the time.
  private long codeAddress(Draw draw) {
    int instructions = mix.textBytes() / INSTRUCTION_BYTES;
    int instruction = Math.min(draw.below(instructions), draw.below(instructions));
    return mix.textStart() + (long) instruction * INSTRUCTION_BYTES;
  }

  /// Numbers drawn one after another from one start.
  private static final class Draw {
    private long state;

    Draw(long state) {
      this.state = state;
    }

    int thousandth() {
      return below(1000);
    }

    int below(int bound) {
      state = Chance.next(state);
      return (int) ((Chance.bits(state) >>> 33) % bound);
    }
  }
}
