package io.interlock.actors.host;

/// What a host states for those who keep many hosts, beside its facts.
public sealed interface FleetNews {
  /// A virtual machine has stopped, as it was told, and this is what is left of it.
  ///
  /// @param vm its number on the host
  record VmStopped(int vm, VmState state) implements FleetNews {}
}
