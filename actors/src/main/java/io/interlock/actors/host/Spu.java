package io.interlock.actors.host;

import akka.actor.typed.ActorRef;

/// A Statistical Profiling Unit: one instance for all PEs of its mask.
///
/// Its buffer management interrupt (PMBIRQ) is a PPI of each of these PEs, whose level is
/// PMBSR_EL1.S there.
public final class Spu {
  private Spu() {}

  /// What an SPU understands.
  public sealed interface Command {
    /// A driver reads PMSIDR_EL1 and PMBIDR_EL1 on a PE of the mask.
    record Identify(ActorRef<PerfDrivers.Command> replyTo) implements Command {}

    /// PMBSR_EL1.S of a PE was set or cleared.
    record ServiceBit(int pe, boolean set) implements Command {}
  }
}
