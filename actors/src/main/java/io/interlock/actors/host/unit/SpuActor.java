package io.interlock.actors.host.unit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.Redistributor;
import io.interlock.actors.host.Spu.Command;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.SpuUnit;
import java.util.List;

/// What an SPU does about each message: its service bits drive the PPIs of its PEs.
public final class SpuActor {
  private SpuActor() {}

  /// @param raised the PEs whose service bit is set
  private record State(CpuSet raised) implements StableHashed {
    @Override
    public long stableHash() {
      return Mix.text(raised.toString());
    }
  }

  /// An SPU whose service bits are clear.
  public static Behavior<Command> create(
      SpuUnit unit, List<ActorRef<Redistributor.Command>> redistributors) {
    return StatefulBehavior.of(
        _ -> new State(CpuSet.empty()),
        (_, state, message) ->
            switch (message) {
              case Command.Identify(var replyTo) -> {
                replyTo.tell(new PerfDrivers.Command.Identified(unit));
                yield state;
              }
              case Command.ServiceBit(int pe, boolean set) -> {
                CpuSet raised = state.raised();
                if (unit.cpus().contains(pe) && raised.contains(pe) != set) {
                  redistributors.get(pe).tell(new Redistributor.Command.Line(unit.intid(), set));
                }
                CpuSet one = unit.cpus().and(CpuSet.of(pe));
                yield new State(set ? raised.or(one) : raised.minus(one));
              }
            });
  }
}
