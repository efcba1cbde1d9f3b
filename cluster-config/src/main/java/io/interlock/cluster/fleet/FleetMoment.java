package io.interlock.cluster.fleet;

import io.interlock.actors.result.Violation;
import java.util.List;

/// A fleet between two of its windows, for whoever watches it.
///
/// @param nowPicos to where all hosts have come
/// @param windows how often they waited for each other
/// @param hosts by number
/// @param vmStates how many VMs are in each state
/// @param migrations those that are over
/// @param migrationsQueued how many wait for a free link
/// @param refusals how much could not be done
public record FleetMoment(
    long nowPicos,
    long windows,
    HostsSeen seen,
    List<Host> hosts,
    List<FleetResult.Count> vmStates,
    FleetResult.Migrations migrations,
    int migrationsQueued,
    List<Violation> violations,
    int refusals) {
  /// Keeps copies of the lists.
  public FleetMoment {
    hosts = List.copyOf(hosts);
    vmStates = List.copyOf(vmStates);
    violations = List.copyOf(violations);
  }

  /// What the controller knows of a host.
  ///
  /// @param state `up`, `draining` or `failed`
  /// @param vms that it has, or keeps room for
  /// @param vcpus of these
  public record Host(String state, int vms, int vcpus) {}

  /// How many VMs are in a state.
  public int vms(String state) {
    return vmStates.stream()
        .filter(count -> count.state().equals(state))
        .mapToInt(FleetResult.Count::count)
        .sum();
  }
}
