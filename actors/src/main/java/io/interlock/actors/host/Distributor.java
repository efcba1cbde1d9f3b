package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hardware.gic.GicStream;
import java.util.List;

/// The distributor of a host: its shared interrupts (SPIs) and their routing.
public final class Distributor {
  private Distributor() {}

  /// What a distributor understands.
  public sealed interface Command {
    /// Power-up: these are the PEs of the host.
    record PowerUp(List<ActorRef<PhysicalCpu.Command>> pes) implements Command {}

    /// The line of an SPI rose or fell.
    record Line(int intid, boolean high) implements Command {}

    /// The CPU interface of a PE answers.
    record FromCpu(int pe, GicStream.Upstream packet) implements Command {}

    /// The host's driver routes an SPI to the PE with this affinity, and enables it in group 1
    /// (`gic_set_affinity`, `gic_unmask_irq`).
    record Enable(int intid, long affinity) implements Command {}

    /// A register write by the host's driver, at an offset of the distributor's frame.
    record Write(int offset, int value) implements Command {}
  }
}
