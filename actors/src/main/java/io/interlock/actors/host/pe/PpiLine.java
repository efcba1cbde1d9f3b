package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.engine.Sim;

/// The line of a private interrupt, from a unit of a PE to its redistributor.
final class PpiLine {
  private boolean high;

  /// An independent line at the same level.
  PpiLine copy() {
    PpiLine copy = new PpiLine();
    copy.high = high;
    return copy;
  }

  boolean isHigh() {
    return high;
  }

  /// Drives the line, and tells the redistributor if that moves it.
  ///
  /// @param sincePicos how long ago it rose, if it does: a PE that is busy notices late
  void drive(
      Sim<PhysicalCpu.Command> sim, PeSetup setup, int intid, boolean level, long sincePicos) {
    if (level == high) {
      return;
    }
    high = level;
    if (sim.observed()) {
      sim.state(
          level
              ? new Fact.HostInterruptRaised(setup.index(), intid, sincePicos)
              : new Fact.HostInterruptWithdrawn(setup.index(), intid));
    }
    setup.redistributor().tell(new Redistributor.Command.Line(intid, level));
  }
}
