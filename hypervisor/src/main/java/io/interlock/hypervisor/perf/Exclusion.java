package io.interlock.hypervisor.perf;

/// Where a perf event does not count (`perf_event_attr.exclude_*`).
public enum Exclusion {
  /// In user space, of the host or of a guest.
  USER,
  /// In a kernel, of the host or of a guest.
  KERNEL,
  /// In a hypervisor below the host's kernel.
  HYPERVISOR,
  /// In the host.
  HOST,
  /// In guests.
  GUEST
}
