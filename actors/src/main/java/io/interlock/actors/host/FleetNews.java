package io.interlock.actors.host;

import java.util.List;

/// What a host states for those who keep many hosts, beside its facts.
public sealed interface FleetNews {
  /// A virtual machine has stopped, as it was told, and this is what is left of it.
  ///
  /// @param vm its number on the host
  /// @param vcpus by index
  record VmStopped(int vm, List<VcpuState> vcpus) implements FleetNews {
    /// Keeps a copy of the list.
    public VmStopped {
      vcpus = List.copyOf(vcpus);
    }
  }
}
