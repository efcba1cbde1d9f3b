package io.interlock.hypervisor.spe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Guest memory that is pinned for SPE, and what of it is charged to RLIMIT_MEMLOCK.
///
/// A page that several vCPUs hold is pinned and charged once, and stays as long as one of them
/// holds it. Pages are numbered by intermediate physical address.
///
/// @param policy what is pinned
/// @param bytesMax RLIMIT_MEMLOCK less what the process has locked otherwise
/// @param held the pages that each vCPU holds
/// @param vmBytes what is pinned of the VM as a whole
public record LockedMemory(
    Policy policy, long bytesMax, Map<Integer, PageRange> held, long vmBytes) {

  /// What is pinned, and when.
  public enum Policy {
    /// v6: a vCPU's buffer, while it is enabled.
    BUFFER,
    /// v7: all memory of the VM, before it runs.
    VM
  }

  public LockedMemory {
    held = Map.copyOf(held);
  }

  /// Nothing is locked yet.
  public static LockedMemory none(Policy policy, long bytesMax) {
    return new LockedMemory(policy, bytesMax, Map.of(), 0);
  }

  /// What is charged.
  public long lockedBytes() {
    return vmBytes + pages(held) * PageRange.PAGE_BYTES;
  }

  /// How many pages there are in all of the ranges.
  private static long pages(Map<Integer, PageRange> ranges) {
    long count = 0;
    long counted = 0;
    for (PageRange range :
        ranges.values().stream().sorted(Comparator.comparingLong(PageRange::first)).toList()) {
      count += Math.max(0, range.end() - Math.max(range.first(), counted));
      counted = Math.max(counted, range.end());
    }
    return count;
  }

  /// The VM is about to run for the first time. Null if its memory is more than may be locked.
  public @Nullable LockedMemory beforeFirstRun(long memoryBytes) {
    if (policy == Policy.BUFFER) {
      return this;
    }
    return memoryBytes > bytesMax ? null : new LockedMemory(policy, bytesMax, held, memoryBytes);
  }

  /// A vCPU enables its buffer on these pages; what it held before it holds no longer. Null if the
  /// pages are more than may be locked, and nothing has changed.
  public @Nullable LockedMemory enabled(int vcpu, PageRange pages) {
    if (policy == Policy.VM) {
      return this;
    }
    return bytesWith(vcpu, pages) > bytesMax
        ? null
        : new LockedMemory(policy, bytesMax, with(vcpu, pages), vmBytes);
  }

  /// What would be charged with that buffer enabled; where the whole VM is locked, nothing more.
  public long bytesWith(int vcpu, PageRange pages) {
    return policy == Policy.VM ? vmBytes : pages(with(vcpu, pages)) * PageRange.PAGE_BYTES;
  }

  private Map<Integer, PageRange> with(int vcpu, PageRange pages) {
    Map<Integer, PageRange> byVcpu = new TreeMap<>(held);
    byVcpu.put(vcpu, pages);
    return byVcpu;
  }

  /// A vCPU's buffer is disabled, stopped, in discard mode, or gone with the vCPU's reset.
  public LockedMemory disabled(int vcpu) {
    Map<Integer, PageRange> byVcpu = new TreeMap<>(held);
    byVcpu.remove(vcpu);
    return new LockedMemory(policy, bytesMax, byVcpu, vmBytes);
  }

  /// User space may lock so much from now on (`setrlimit`). What is locked stays.
  public LockedMemory limitedTo(long bytes) {
    return new LockedMemory(policy, bytes, held, vmBytes);
  }

  /// The vCPUs whose buffers must be stopped before these pages may go (an MMU notifier's range),
  /// rising.
  public List<Integer> holdersOf(PageRange pages) {
    return new TreeMap<>(held)
        .entrySet().stream()
            .filter(entry -> entry.getValue().overlaps(pages))
            .map(Map.Entry::getKey)
            .toList();
  }
}
