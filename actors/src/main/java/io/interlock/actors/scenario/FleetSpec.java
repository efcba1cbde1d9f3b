package io.interlock.actors.scenario;

import java.util.List;
import java.util.Map;

/// What a scenario says of its fleet.
///
/// @param vcpusPerCpu how many vCPUs may be placed on a host for each of its CPUs
/// @param failoverPicos from the failure of a host until its VMs start again elsewhere
/// @param hostMemory bytes of each kind of host, by its name
/// @param guests what is said of each kind of VM, by its name
/// @param events in order of time, and as written where times are equal
public record FleetSpec(
    Policy placement,
    int vcpusPerCpu,
    Fabric fabric,
    Migration migration,
    Rebalance rebalance,
    long failoverPicos,
    Map<String, Long> hostMemory,
    Map<String, Guest> guests,
    List<Event> events) {
  /// Keeps copies.
  public FleetSpec {
    hostMemory = Map.copyOf(hostMemory);
    guests = Map.copyOf(guests);
    events = List.copyOf(events);
  }

  /// Where a VM goes.
  public enum Policy {
    /// The first host with room.
    FIRST_FIT,
    /// The host with the fewest vCPUs for each of its CPUs.
    SPREAD,
    /// The host with the fewest vCPUs for what its CPUs can do.
    CAPACITY_AWARE,
    /// As `CAPACITY_AWARE`; but VMs with SPE spread over the SPUs, and others stay away from these.
    SPU_AWARE
  }

  /// What connects the hosts.
  ///
  /// @param latencyPicos at least how long anything takes from one host to another
  /// @param bitsPerSecond of the one link that each host has
  public record Fabric(long latencyPicos, long bitsPerSecond) {}

  /// How VMs move while they run.
  ///
  /// @param roundsMax after so many rounds of copying a VM stops, however much it has written
  /// @param downtimePicosMax a VM stops as soon as the rest takes no longer than this
  public record Migration(int roundsMax, long downtimePicosMax) {}

  /// How the load of hosts is made more alike.
  ///
  /// @param everyPicos 0 where it is left as it is
  /// @param gapPercent by how much of its vCPUs the fullest host must exceed the emptiest
  /// @param movesMax how many VMs move at a time
  public record Rebalance(long everyPicos, int gapPercent, int movesMax) {}

  /// What a fleet needs to know of one kind of VM.
  ///
  /// @param memoryBytes what its VMs reserve, and what is copied when they move
  /// @param dirtyBytesPerSecond how fast they write pages that were copied
  /// @param fromPicos when the first arrives
  /// @param everyPicos from one to the next, on average where that is left to chance
  /// @param lifetimePicos how long one stays; 0 is for good
  public record Guest(
      long memoryBytes,
      long dirtyBytesPerSecond,
      long fromPicos,
      long everyPicos,
      boolean random,
      long lifetimePicos) {}

  /// Something that somebody does to the fleet.
  ///
  /// @param text as it was written
  /// @param place where it was written
  public record Event(long atPicos, Act act, String text, String place) {
    /// Whether nothing comes of it, since it is after the end of the run.
    public boolean isTooLate(RunSpec run) {
      return atPicos > run.virtualPicos();
    }

    /// What somebody should know for whom it is.
    public String missed() {
      return text + ": the run is over by then";
    }
  }

  /// What is done.
  public sealed interface Act {
    /// The VMs of a host move away, and no others come.
    record Drain(String host) implements Act {}

    /// A host loses its power, and its VMs what they had.
    record Fail(String host) implements Act {}

    /// VMs may come to a drained host again.
    record Return(String host) implements Act {}

    /// A VM moves to that host.
    record Migrate(String vm, String host) implements Act {}

    /// A VM is stopped.
    record Stop(String vm) implements Act {}
  }
}
