package io.interlock.hypervisor.guest;

/// What happens, beside cycles, while a guest computes.
public enum GuestMix {
  /// One instruction a cycle and nothing else, on any PE.
  PLAIN,
  /// What ordinary code makes happen on the PE that runs it.
  TYPICAL
}
