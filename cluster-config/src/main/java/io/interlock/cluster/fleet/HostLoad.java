package io.interlock.cluster.fleet;

import java.util.List;

/// What a host has done so far, for whoever watches the fleet.
///
/// @param host its number in the fleet
/// @param nowPicos how far it is
/// @param busyPicos for how long threads ran on its PEs, by the type of core, in the order of
///     [HostKind#coreTypes()]
public record HostLoad(int host, long nowPicos, List<Long> busyPicos) {
  /// Keeps a copy of the list.
  public HostLoad {
    busyPicos = List.copyOf(busyPicos);
  }
}
