package io.interlock.actors.host;

import java.util.List;

/// What of a stopped VM goes to another host, beside its memory.
///
/// @param vcpus by index
/// @param shared its SPIs and devices, as numbers; empty where nobody has to do with the
///     distributor
/// @param identity its ID registers, as [io.interlock.hypervisor.identity.VmIdentity#save] gives
///     them
public record VmState(List<VcpuState> vcpus, List<Long> shared, List<Long> identity) {
  /// Of a VM that begins.
  public static final VmState NONE = new VmState(List.of(), List.of(), List.of());

  /// Keeps copies of the lists.
  public VmState {
    vcpus = List.copyOf(vcpus);
    shared = List.copyOf(shared);
    identity = List.copyOf(identity);
  }

  /// Whether none of its vCPUs will run any more.
  public boolean stands() {
    return !vcpus.isEmpty() && vcpus.stream().allMatch(VcpuState::off);
  }

  /// How much it is on the wire, in bytes.
  public long bytes() {
    long ofVm = (long) Long.BYTES * (shared.size() + identity.size());
    return ofVm + vcpus.stream().mapToLong(VcpuState::bytes).sum();
  }

  /// How much memory SPUs could write to the very end, in bytes: that was not copied before.
  public long pinnedBytes() {
    return vcpus.stream().mapToLong(VcpuState::pinnedBytes).sum();
  }
}
