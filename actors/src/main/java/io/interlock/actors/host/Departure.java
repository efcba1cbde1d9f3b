package io.interlock.actors.host;

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
/// @param outside vCPUs that will not run any more, by index
/// @param saved the vCPUs that have stopped, by index
record Departure(
    boolean isAsked, boolean nothingComes, Set<Integer> outside, Map<Integer, VcpuState> saved) {
  /// Nobody thinks of leaving.
  static final Departure NONE = new Departure(false, false, Set.of(), Map.of());

  Departure begun() {
    return new Departure(true, nothingComes, outside, saved);
  }

  /// None of the vCPUs that there are will run.
  Departure idle(int vcpus) {
    Departure idle = new Departure(isAsked, true, outside, saved);
    for (int index = 0; index < vcpus; index++) {
      idle = idle.out(index);
    }
    return idle;
  }

  /// This vCPU will not run any more.
  Departure out(int index) {
    var more = new TreeSet<>(outside);
    more.add(index);
    return new Departure(isAsked, nothingComes, Collections.unmodifiableSet(more), saved);
  }

  boolean isOut(int index) {
    return outside.contains(index);
  }

  Departure saved(int index, VcpuState state) {
    var more = new TreeMap<>(saved);
    more.put(index, state);
    return new Departure(isAsked, nothingComes, outside, Collections.unmodifiableMap(more));
  }

  boolean isComplete(int vcpus) {
    return isAsked && saved.size() == vcpus;
  }

  /// The states of its vCPUs, by index.
  List<VcpuState> states() {
    return List.copyOf(saved.values());
  }
}
