package io.interlock.actors.host.unit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.Distributor.Command;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.gic.Distributor;
import io.interlock.hardware.gic.Distributor.Directed;
import io.interlock.hardware.gic.GicStream;
import java.util.List;

/// What a distributor does about each message: the machine has the unit, and its signals are
/// messages.
public final class DistributorActor {
  private DistributorActor() {}

  /// A distributor with this many SPIs that forwards group 1.
  public static Behavior<Command> create(int spis, long[] affinities) {
    return StatefulBehavior.of(
        _ -> new State(new Distributor(spis, affinities)),
        (sim, state, message) -> state.receive(sim, message));
  }

  private static final class State implements Copyable<State> {
    private static final int CTLR = 0;
    private static final int ENABLE_GROUP_1 = 1 << 1;

    private final Distributor unit;
    private List<ActorRef<PhysicalCpu.Command>> pes = List.of();

    State(Distributor unit) {
      this.unit = unit;
    }

    @Override
    public State copy() {
      State copy = new State(unit.copy());
      copy.pes = pes;
      return copy;
    }

    State receive(Sim<Command> sim, Command message) {
      List<Directed> signals =
          switch (message) {
            case Command.PowerUp(var all) -> {
              pes = all;
              for (int pe = 0; pe < all.size(); pe++) {
                unit.sleep(pe, false);
              }
              yield unit.write(CTLR, ENABLE_GROUP_1);
            }
            case Command.Line(int intid, boolean high) -> unit.line(intid, high);
            case Command.Enable(int intid, long affinity) -> unit.enable(intid, affinity);
            case Command.Write(int offset, int value) -> unit.write(offset, value);
            case Command.FromCpu(int pe, GicStream.Activate(int intid)) -> unit.activate(pe, intid);
            case Command.FromCpu(int pe, GicStream.Release(int intid)) -> unit.release(pe, intid);
            case Command.FromCpu(_, GicStream.Deactivate(int intid)) -> unit.deactivate(intid);
            case Command.FromCpu(_, GicStream.QuiesceAcknowledge()) -> List.of();
            case Command.FromCpu(_, GicStream.GenerateSgi _) -> List.of();
          };
      for (Directed signal : signals) {
        if (sim.observed()) {
          state(sim, signal);
        }
        pes.get(signal.pe()).tell(new PhysicalCpu.Command.FromGic(signal.message()));
      }
      return this;
    }

    private static void state(Sim<Command> sim, Directed signal) {
      switch (signal.message()) {
        case GicStream.Set(int intid, _, _) ->
            sim.state(new Fact.HostInterruptRaised(signal.pe(), intid, 0));
        case GicStream.Clear(int intid) ->
            sim.state(new Fact.HostInterruptWithdrawn(signal.pe(), intid));
        case GicStream.Quiesce() -> {}
      }
    }
  }
}
