package io.interlock.cluster.fleet;

import io.interlock.actors.result.Violation;
import java.util.List;

/// What came of a fleet. The names of the components are those of `result.json`.
///
/// @param placement the policy
/// @param interrupted whether the user stopped it before its end
/// @param virtualSeconds how long the fleet ran
/// @param wallSeconds how long that took
/// @param placementSeconds how much of it went into deciding what goes where
/// @param events deliveries to actors
/// @param windows how often all hosts waited for each other
/// @param hosts number of hosts
/// @param vcpus number of vCPUs
/// @param hostStates how many hosts are `up`, `draining` and `failed`
/// @param vmStates how many VMs are in each state
/// @param utilisation what part of the time each type of core was busy, on hosts of each kind
/// @param refusals what could not be done, and why
/// @param recoveries when hosts began without their past on some node, and were brought back to it
public record FleetResult(
    String scenario,
    long seed,
    String digest,
    String placement,
    boolean interrupted,
    double virtualSeconds,
    double wallSeconds,
    double placementSeconds,
    long events,
    long windows,
    int hosts,
    int vcpus,
    List<Count> hostStates,
    List<Count> vmStates,
    List<Utilisation> utilisation,
    Migrations migrations,
    List<Vm> vms,
    List<Violation> violations,
    List<String> refusals,
    List<Recovery> recoveries) {
  /// Keeps copies of the lists.
  public FleetResult {
    hostStates = List.copyOf(hostStates);
    vmStates = List.copyOf(vmStates);
    utilisation = List.copyOf(utilisation);
    vms = List.copyOf(vms);
    violations = List.copyOf(violations);
    refusals = List.copyOf(refusals);
    recoveries = List.copyOf(recoveries);
  }

  /// The same of a scenario that the user knows by this name.
  public FleetResult named(String file) {
    return with(file, recoveries);
  }

  /// The same after these recoveries.
  public FleetResult recovered(List<Recovery> all) {
    return with(scenario, all);
  }

  private FleetResult with(String file, List<Recovery> all) {
    return new FleetResult(
        file,
        seed,
        digest,
        placement,
        interrupted,
        virtualSeconds,
        wallSeconds,
        placementSeconds,
        events,
        windows,
        hosts,
        vcpus,
        hostStates,
        vmStates,
        utilisation,
        migrations,
        vms,
        violations,
        refusals,
        all);
  }

  /// Hosts of a fleet on nodes were brought back to where they had been.
  ///
  /// @param cause `lost` where a node was, `moved` where another had room for them, `resumed` where
  ///     the fleet goes on from its journal
  /// @param seconds from the first order that they did not answer; wall clock, as all of this
  /// @param resimulationSeconds how much of it they went through their past again
  /// @param windows of it, at most
  /// @param hosts that did
  public record Recovery(
      String cause, double seconds, double resimulationSeconds, long windows, int hosts) {}

  /// So many are in this state.
  public record Count(String state, int count) {}

  /// What part of the time the cores of one type were busy, on all hosts of one kind; 0 to 1.
  public record Utilisation(String hostKind, String coreType, double busy) {}

  /// What live migrations took.
  ///
  /// @param aborted those that did not come to their end because a host failed or a VM stopped
  /// @param bytes carried from host to host
  /// @param totalSecondsMax the longest, from when somebody wanted it
  public record Migrations(
      long completed,
      int aborted,
      long bytes,
      double downtimeSecondsP50,
      double downtimeSecondsP99,
      double downtimeSecondsMax,
      double totalSecondsMax) {}

  /// What one VM did and got, on all hosts where it was.
  ///
  /// @param host where it is, or was last; empty where it was nowhere
  /// @param state `expected`, `waiting`, `placed`, `copying`, `moving`, `stopping` or `stopped`
  /// @param starts how often it began anew: more than once after a failure of its host
  /// @param migrations moves of its threads from one PE to another
  /// @param vcpusLeftOut how many of its vCPUs do not run any more, since KVM could not run them
  /// @param liveMigrations moves from one host to another
  /// @param downtimeSeconds for how long it stood meanwhile, unless none of its vCPUs runs any more
  public record Vm(
      String name,
      String kind,
      String host,
      String state,
      int vcpus,
      int starts,
      double cpuSeconds,
      double stealSeconds,
      long exits,
      long interrupts,
      long migrations,
      long failEntries,
      int vcpusLeftOut,
      int liveMigrations,
      double downtimeSeconds) {}
}
