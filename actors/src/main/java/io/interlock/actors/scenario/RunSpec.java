package io.interlock.actors.scenario;

/// How the simulation runs.
///
/// @param virtualPicos how long the hosts run, in virtual picoseconds
/// @param seed breaks ties between deliveries of equal time, and feeds every random choice
/// @param threads worker threads; 0 means one for each processor of this machine
public record RunSpec(
    long virtualPicos, long seed, Granularity granularity, Mode mode, int threads) {

  /// How much of a vCPU's kernel code is one delivery.
  public enum Granularity {
    /// Each register access is a delivery of its own.
    STEP,
    /// Each operation of the programs that were added to KVM's is a delivery of its own, the rest
    /// goes on in blocks.
    PROGRAM,
    /// A region with preemption and interrupts off is one delivery with the summed cost.
    BLOCK
  }

  /// Whose clock counts.
  public enum Mode {
    /// Virtual time; equal scenarios with equal seeds give equal traces.
    TIMED,
    /// Wall-clock time on all cores, not reproducible.
    LIVE
  }
}
