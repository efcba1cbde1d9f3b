package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hardware.gic.GicStream;
import java.util.List;

/// The redistributor of one PE: the state of its SGIs and PPIs.
public final class Redistributor {
  private Redistributor() {}

  /// What a redistributor understands.
  public sealed interface Command {
    /// Power-up: this is the PE, and these are all redistributors of the host, by PE.
    record PowerUp(ActorRef<PhysicalCpu.Command> pe, List<ActorRef<Command>> peers)
        implements Command {}

    /// The line of a PPI of this PE rose or fell.
    record Line(int intid, boolean high) implements Command {}

    /// The CPU interface of this PE answers or asks.
    record FromCpu(GicStream.Upstream packet) implements Command {}

    /// Software on this PE sets or clears the active state of a PPI (GICR_ISACTIVER0, ICACTIVER0).
    record SetActive(int intid, boolean active) implements Command {}

    /// Software on this PE enables a PPI or disables it (GICR_ISENABLER0, ICENABLER0).
    record SetEnabled(int intid, boolean enabled) implements Command {}

    /// Another PE sends an SGI to this one.
    record Sgi(int intid) implements Command {}
  }
}
