package io.interlock.cluster.fleet;

import org.jspecify.annotations.Nullable;

/// A VM as the controller sees it.
final class VmSlot {
  /// Where a VM is in its life.
  enum State {
    /// It has not arrived.
    EXPECTED,
    /// It has arrived and found no room.
    WAITING,
    /// It is on a host.
    PLACED,
    /// It is on a host, while its memory is copied to another.
    COPYING,
    /// It stands, or is about to, and goes on elsewhere.
    MOVING,
    /// It has been told to stop.
    STOPPING,
    /// It has stopped for good.
    STOPPED
  }

  final int number;
  final FleetPlan.Guest guest;
  State state = State.EXPECTED;
  @Nullable HostSlot host;
  /// Where it has begun in this life: what its guest has read there holds wherever it goes.
  @Nullable HostKind begunOn;
  int numberOnHost;
  /// When it begins there, or goes on: until then it is on its way.
  long startsAtPicos;
  /// How often it has begun on some host: what was planned for an earlier life is void.
  int lives;
  /// vCPUs that do not run any more in this life, since KVM could not run them.
  int vcpusLeftOut;
  @Nullable Migration migration;
  int liveMigrations;
  long downtimePicos;

  VmSlot(int number, FleetPlan.Guest guest) {
    this.number = number;
    this.guest = guest;
  }

  /// Whether it is on a host and goes on there.
  boolean isSettled() {
    return state == State.PLACED;
  }

  /// How many hosts keep room for it.
  int placesWanted() {
    return switch (state) {
      case EXPECTED, WAITING, STOPPED -> 0;
      case PLACED, STOPPING -> 1;
      case COPYING, MOVING -> 2;
    };
  }
}
