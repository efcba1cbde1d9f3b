package io.interlock.hypervisor.spe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Guest memory that is pinned for SPE, and what of it is charged to RLIMIT_MEMLOCK.
///
/// A page that several vCPUs hold is pinned and charged once, and stays as long as one of them
/// holds it. Pages are numbered by intermediate physical address over 4 KiB.
///
/// @param policy what is pinned
/// @param bytesMax RLIMIT_MEMLOCK less what the process has locked otherwise
/// @param holders how many vCPUs hold each page
/// @param held the pages that each vCPU holds
/// @param vmBytes what is pinned of the VM as a whole
public record LockedMemory(
    Policy policy,
    long bytesMax,
    Map<Long, Integer> holders,
    Map<Integer, Set<Long>> held,
    long vmBytes) {
  private static final long PAGE_BYTES = 4096;

  /// What is pinned, and when.
  public enum Policy {
    /// v6: a vCPU's buffer, while it is enabled.
    BUFFER,
    /// v7: all memory of the VM, before it runs.
    VM
  }

  public LockedMemory {
    holders = Map.copyOf(holders);
    held = Map.copyOf(held);
  }

  /// Nothing is locked yet.
  public static LockedMemory none(Policy policy, long bytesMax) {
    return new LockedMemory(policy, bytesMax, Map.of(), Map.of(), 0);
  }

  /// What is charged.
  public long lockedBytes() {
    return vmBytes + holders.size() * PAGE_BYTES;
  }

  /// The VM is about to run for the first time. Null if its memory is more than may be locked.
  public @Nullable LockedMemory beforeFirstRun(long memoryBytes) {
    if (policy == Policy.BUFFER) {
      return this;
    }
    return memoryBytes > bytesMax
        ? null
        : new LockedMemory(policy, bytesMax, holders, held, memoryBytes);
  }

  /// A vCPU enables its buffer on these pages; what it held before it holds no longer. Null if the
  /// pages are more than may be locked, and nothing has changed.
  public @Nullable LockedMemory enabled(int vcpu, Set<Long> pages) {
    if (policy == Policy.VM) {
      return this;
    }
    LockedMemory free = disabled(vcpu);
    Map<Long, Integer> counted = new HashMap<>(free.holders);
    pages.forEach(page -> counted.merge(page, 1, Integer::sum));
    if (counted.size() * PAGE_BYTES > bytesMax) {
      return null;
    }
    Map<Integer, Set<Long>> byVcpu = new HashMap<>(free.held);
    byVcpu.put(vcpu, Set.copyOf(pages));
    return new LockedMemory(policy, bytesMax, counted, byVcpu, vmBytes);
  }

  /// A vCPU's buffer is disabled, stopped, in discard mode, or gone with the vCPU's reset.
  public LockedMemory disabled(int vcpu) {
    Set<Long> pages = held.getOrDefault(vcpu, Set.of());
    Map<Long, Integer> counted = new HashMap<>(holders);
    pages.forEach(page -> counted.computeIfPresent(page, (_, n) -> n == 1 ? null : n - 1));
    Map<Integer, Set<Long>> byVcpu = new HashMap<>(held);
    byVcpu.remove(vcpu);
    return new LockedMemory(policy, bytesMax, counted, byVcpu, vmBytes);
  }

  /// The vCPUs whose buffers must be stopped before these pages may go (an MMU notifier's range),
  /// rising.
  ///
  /// @param pageEnd the page behind the last
  public List<Integer> holdersOf(long pageStart, long pageEnd) {
    return new TreeMap<>(held)
        .entrySet().stream()
            .filter(entry -> !new TreeSet<>(entry.getValue()).subSet(pageStart, pageEnd).isEmpty())
            .map(Map.Entry::getKey)
            .toList();
  }
}
