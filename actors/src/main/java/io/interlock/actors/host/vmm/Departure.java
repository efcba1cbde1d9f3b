package io.interlock.actors.host.vmm;

import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VmState;
import io.interlock.hypervisor.identity.VmIdentity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How far a virtual machine is on its way from its host, as its VMM knows it.
///
/// @param isAsked whether it has been told to leave
/// @param nothingComes whether KVM has refused it, so that no more vCPUs come and none runs
/// @param beginsAnew whether its guest has asked for a reset, so that nothing of it goes along
/// @param outside vCPUs that will not run any more, by index
/// @param halted vCPUs that are out of KVM_RUN until all are, by index: whether for good
/// @param shared what its SPIs and devices are
/// @param saved the vCPUs that have stopped, by index
record Departure(
    boolean isAsked,
    boolean nothingComes,
    boolean beginsAnew,
    Set<Integer> outside,
    Map<Integer, Boolean> halted,
    List<Long> shared,
    Map<Integer, VcpuState> saved) {
  /// Nobody thinks of leaving.
  static final Departure NONE =
      new Departure(false, false, false, Set.of(), Map.of(), List.of(), Map.of());

  Departure begun() {
    return new Departure(true, nothingComes, beginsAnew, outside, halted, shared, saved);
  }

  /// The guest wants to be reset.
  Departure anew() {
    return new Departure(isAsked, nothingComes, true, outside, halted, shared, saved);
  }

  /// None of the vCPUs that there are will run.
  Departure idle(int vcpus) {
    Departure idle = new Departure(isAsked, true, beginsAnew, outside, halted, shared, saved);
    for (int index = 0; index < vcpus; index++) {
      idle = idle.out(index);
    }
    return idle;
  }

  /// This vCPU will not run any more.
  Departure out(int index) {
    var more = new TreeSet<>(outside);
    more.add(index);
    return new Departure(
        isAsked,
        nothingComes,
        beginsAnew,
        Collections.unmodifiableSet(more),
        halted,
        shared,
        saved);
  }

  boolean isOut(int index) {
    return outside.contains(index);
  }

  /// This vCPU is out of KVM_RUN, and waits for the others.
  Departure halted(int index, boolean forGood) {
    var more = new TreeMap<>(halted);
    more.put(index, forGood);
    return new Departure(
        isAsked,
        nothingComes,
        beginsAnew,
        outside,
        Collections.unmodifiableMap(more),
        shared,
        saved);
  }

  /// What SPIs and devices are.
  Departure shared(List<Long> state) {
    return new Departure(isAsked, nothingComes, beginsAnew, outside, halted, state, saved);
  }

  Departure saved(int index, VcpuState state) {
    var more = new TreeMap<>(saved);
    more.put(index, state);
    return new Departure(
        isAsked,
        nothingComes,
        beginsAnew,
        outside,
        halted,
        shared,
        Collections.unmodifiableMap(more));
  }

  boolean isComplete(int vcpus) {
    return isAsked && saved.size() == vcpus;
  }

  /// What is left of the VM.
  ///
  /// @param identity its ID registers, which no reset changes
  VmState state(VmIdentity identity) {
    return beginsAnew
        ? new VmState(List.of(), List.of(), identity.save())
        : new VmState(List.copyOf(saved.values()), shared, identity.save());
  }
}
