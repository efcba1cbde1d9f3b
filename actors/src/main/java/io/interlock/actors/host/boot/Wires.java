package io.interlock.actors.host.boot;

import io.interlock.engine.conductor.Wiring;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.topology.HostTopology;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long signals travel between the units of a host: the wires of its GIC.
///
/// Only wires take time: what software tells software is a function call or a store that the cost
/// of its code accounts for. Where a wire joins the units of two PEs, the sender's costs count.
///
/// @param costs of each PE, by number
record Wires(HostTopology topology, List<CostTable> costs) implements Wiring {
  private enum Kind {
    PE,
    REDISTRIBUTOR,
    DISTRIBUTOR,
    SPU
  }

  /// @param index number of the PE that it belongs to, or of the SPU; 0 for the distributor
  private record Unit(Kind kind, int index) {
    private static final Pattern NAME = Pattern.compile("host/(?:gicd|(pe|gicr|spu)(\\d{1,9}))");

    /// The unit with that name, or null for what is not hardware.
    static @Nullable Unit of(String name) {
      Matcher matcher = NAME.matcher(name);
      return matcher.matches() ? of(matcher.toMatchResult()) : null;
    }

    private static Unit of(MatchResult match) {
      String kind = match.group(1);
      return switch (kind) {
        case null -> new Unit(Kind.DISTRIBUTOR, 0);
        case "pe" -> new Unit(Kind.PE, Integer.parseInt(match.group(2)));
        case "gicr" -> new Unit(Kind.REDISTRIBUTOR, Integer.parseInt(match.group(2)));
        default -> new Unit(Kind.SPU, Integer.parseInt(match.group(2)));
      };
    }
  }

  @Override
  public long latencyPicos(String sender, String receiver) {
    Unit from = Unit.of(sender);
    Unit to = Unit.of(receiver);
    if (from == null || to == null) {
      return 0;
    }
    return switch (from.kind()) {
      case PE -> fromPe(from, to);
      case REDISTRIBUTOR -> fromRedistributor(from, to);
      case DISTRIBUTOR -> to.kind() == Kind.DISTRIBUTOR ? 0 : fromDistributor(to);
      case SPU -> to.kind() == Kind.REDISTRIBUTOR ? picos(to, Cost.WIRE_SPU) : 0;
    };
  }

  private long fromPe(Unit from, Unit to) {
    return switch (to.kind()) {
      case REDISTRIBUTOR -> picos(from, Cost.WIRE_REDISTRIBUTOR);
      case DISTRIBUTOR -> fromDistributor(from);
      case PE, SPU -> 0;
    };
  }

  private long fromRedistributor(Unit from, Unit to) {
    return switch (to.kind()) {
      case PE -> picos(from, Cost.WIRE_REDISTRIBUTOR);
      case REDISTRIBUTOR -> {
        if (from.equals(to)) {
          yield 0;
        }
        boolean near = topology.sameCluster(from.index(), to.index());
        yield picos(from, near ? Cost.WIRE_SAME_CLUSTER : Cost.WIRE_OTHER_CLUSTER);
      }
      case DISTRIBUTOR -> picos(from, Cost.WIRE_DISTRIBUTOR);
      case SPU -> 0;
    };
  }

  /// What the distributor and a PE tell each other passes by the PE's redistributor.
  private long fromDistributor(Unit other) {
    return switch (other.kind()) {
      case PE -> picos(other, Cost.WIRE_REDISTRIBUTOR) + picos(other, Cost.WIRE_DISTRIBUTOR);
      case REDISTRIBUTOR -> picos(other, Cost.WIRE_DISTRIBUTOR);
      case DISTRIBUTOR, SPU -> 0;
    };
  }

  private long picos(Unit unit, Cost cost) {
    return costs.get(unit.index()).picos(cost);
  }
}
