package io.interlock.cluster.fleet;

import java.util.TreeSet;

/// A host as the controller sees it: what is placed there, and whether more may come.
final class HostSlot {
  /// What a host is good for.
  enum State {
    /// VMs may come.
    UP,
    /// Its VMs are moving away.
    DRAINING,
    /// It has no power.
    FAILED
  }

  final int number;
  final String name;
  final HostKind kind;
  final boolean hasSpu;
  /// The VMs that are there or on their way, by their numbers in the fleet.
  final TreeSet<Integer> vms = new TreeSet<>();

  State state = State.UP;
  int vcpus;
  int profiledVcpus;
  long memoryBytes;
  int sending;
  int receiving;
  private final int cpus;
  private final double capacity;
  private final int profiledCpus;
  private int vmsEver;
  private int threadsEver;

  HostSlot(int number, FleetPlan.Member member) {
    this.number = number;
    this.name = member.name();
    this.kind = member.kind();
    this.cpus = kind.cpus();
    this.capacity = kind.capacity();
    this.profiledCpus = Math.max(1, kind.profiledCpus());
    this.hasSpu = kind.profiledCpus() > 0;
  }

  /// Whether a VM may come now.
  boolean hasRoomFor(FleetPlan.Guest vm) {
    return state == State.UP
        && vcpus + vm.vcpus() <= kind.vcpusMax()
        && memoryBytes + vm.needs().memoryBytes() <= kind.memoryBytes()
        && !kind.refusals().containsKey(vm.kind());
  }

  void reserve(int vm, FleetPlan.Guest guest) {
    vms.add(vm);
    vcpus += guest.vcpus();
    profiledVcpus += guest.profiled() ? guest.vcpus() : 0;
    memoryBytes += guest.needs().memoryBytes();
  }

  void release(int vm, FleetPlan.Guest guest) {
    if (!vms.remove(vm)) {
      throw new IllegalStateException(guest.name() + " is not on " + name);
    }
    vcpus -= guest.vcpus();
    profiledVcpus -= guest.profiled() ? guest.vcpus() : 0;
    memoryBytes -= guest.needs().memoryBytes();
  }

  FleetMoment.Host moment() {
    return new FleetMoment.Host(FleetResults.word(state), vms.size(), vcpus);
  }

  /// The number that the next VM has here.
  int nextVm() {
    return vmsEver++;
  }

  /// The number of the first of so many threads that come next.
  int nextThreads(int count) {
    int first = threadsEver;
    threadsEver += count;
    return first;
  }

  /// vCPUs for each CPU.
  double crowd() {
    return (double) vcpus / cpus;
  }

  /// vCPUs for each CPU of the fastest kind.
  double load() {
    return 1024.0 * vcpus / capacity;
  }

  /// vCPUs with SPE for each CPU that has it.
  double profiledLoad() {
    return (double) profiledVcpus / profiledCpus;
  }
}
