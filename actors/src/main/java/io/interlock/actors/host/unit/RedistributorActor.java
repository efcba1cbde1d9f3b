package io.interlock.actors.host.unit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor.Command;
import io.interlock.engine.Copyable;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.gic.GicStream;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.Redistributor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a redistributor does about each message: the machine has the unit, and its signals are
/// messages.
public final class RedistributorActor {
  private RedistributorActor() {}

  /// A redistributor as firmware leaves it: awake, its SGIs and the PPIs of `enabledPpis` enabled.
  ///
  /// @param affinities of all PEs of the host, by PE, for the routing of SGIs
  public static Behavior<Command> create(int pe, long[] affinities, int enabledPpis) {
    return StatefulBehavior.of(
        _ -> new State(pe, affinities, enabledPpis), (_, state, message) -> state.receive(message));
  }

  private static final class State implements Copyable<State> {
    private static final int SGI_BASE = Redistributor.SGI_BASE;
    private static final int ISENABLER0 = SGI_BASE + 0x100;
    private static final int ICENABLER0 = SGI_BASE + 0x180;
    private static final int IGROUPR0 = SGI_BASE + 0x080;
    private static final int IPRIORITYR = SGI_BASE + 0x400;
    private static final int WAKER = 0x14;
    private static final int ALL_SGIS = 0xFFFF;
    private static final int DEFAULT_PRIORITIES = 0xA0A0A0A0;

    private final int pe;
    private final long[] affinities;
    private final Redistributor unit;
    private @Nullable ActorRef<PhysicalCpu.Command> cpu;
    private List<ActorRef<Command>> peers = List.of();

    State(int pe, long[] affinities, int enabledPpis) {
      this(pe, affinities, new Redistributor(pe, affinities[pe], pe == affinities.length - 1));
      unit.write(WAKER, 0);
      unit.forwarding(false, true);
      unit.write(IGROUPR0, -1);
      for (int offset = 0; offset < 32; offset += 4) {
        unit.write(IPRIORITYR + offset, DEFAULT_PRIORITIES);
      }
      unit.write(ISENABLER0, ALL_SGIS | enabledPpis);
    }

    private State(int pe, long[] affinities, Redistributor unit) {
      this.pe = pe;
      this.affinities = affinities;
      this.unit = unit;
    }

    @Override
    public State copy() {
      State copy = new State(pe, affinities, unit.copy());
      copy.cpu = cpu;
      copy.peers = peers;
      return copy;
    }

    State receive(Command message) {
      List<Downstream> signals =
          switch (message) {
            case Command.PowerUp(var ref, var all) -> {
              cpu = ref;
              peers = all;
              yield List.of();
            }
            case Command.Line(int intid, boolean high) -> unit.line(intid, high);
            case Command.SetActive(int intid, boolean active) -> unit.setActive(intid, active);
            case Command.SetEnabled(int intid, boolean enabled) ->
                unit.write(enabled ? ISENABLER0 : ICENABLER0, 1 << intid);
            case Command.Sgi(int intid) -> unit.sgi(intid);
            case Command.FromCpu(GicStream.GenerateSgi(var request)) -> {
              for (int target = 0; target < peers.size(); target++) {
                if (request.reaches(affinities[target], affinities[pe])) {
                  peers.get(target).tell(new Command.Sgi(request.intid()));
                }
              }
              yield List.of();
            }
            case Command.FromCpu(var packet) -> unit.receive(packet);
          };
      ActorRef<PhysicalCpu.Command> receiver = cpu;
      if (receiver != null) {
        for (Downstream signal : signals) {
          receiver.tell(new PhysicalCpu.Command.FromGic(signal));
        }
      }
      return this;
    }
  }
}
