package io.interlock.actors.host;

import java.util.List;

/// What of a stopped VM goes to another host, beside its memory.
///
/// @param vcpus by index
/// @param shared its SPIs and devices, as numbers; empty where nobody has to do with the
///     distributor
public record VmState(List<VcpuState> vcpus, List<Long> shared) {
  /// Of a VM that begins.
  public static final VmState NONE = new VmState(List.of(), List.of());

  /// Keeps copies of the lists.
  public VmState {
    vcpus = List.copyOf(vcpus);
    shared = List.copyOf(shared);
  }

  /// Whether none of its vCPUs will run any more.
  public boolean stands() {
    return !vcpus.isEmpty() && vcpus.stream().allMatch(VcpuState::off);
  }

  /// How much it is on the wire, in bytes.
  public long bytes() {
    return vcpus.stream().mapToLong(VcpuState::bytes).sum() + (long) Long.BYTES * shared.size();
  }

  /// How much memory SPUs could write to the very end, in bytes: that was not copied before.
  public long pinnedBytes() {
    return vcpus.stream().mapToLong(VcpuState::pinnedBytes).sum();
  }
}
