package io.interlock.actors.host;

import io.interlock.engine.conductor.Wiring;

/// How long signals travel between the units of a host.
///
/// Only wires take time: what software tells software is a function call or a store that the cost
/// of its code accounts for.
///
/// @param cpuToRedistributorPicos between a PE, or an SPU, and a redistributor or the distributor
/// @param betweenRedistributorsPicos between two redistributors: an SGI that crosses the
///     interconnect
record Wires(long cpuToRedistributorPicos, long betweenRedistributorsPicos) implements Wiring {
  @Override
  public long latencyPicos(String sender, String receiver) {
    boolean fromGic = isGic(sender);
    boolean toGic = isGic(receiver);
    if (fromGic && toGic) {
      return betweenRedistributorsPicos;
    }
    return (fromGic && isUnit(receiver)) || (toGic && isUnit(sender)) ? cpuToRedistributorPicos : 0;
  }

  private static boolean isGic(String name) {
    return leaf(name).startsWith("gic");
  }

  private static boolean isUnit(String name) {
    String leaf = leaf(name);
    return leaf.startsWith("pe") || leaf.startsWith("spu");
  }

  private static String leaf(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
