package io.interlock.actors.fact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What KVM_RUN came back with that a user ought to hear of, in sentences.
final class RunExits {
  /// A fleet can have many that are alike; so many of a host are told.
  private static final int TOLD_MAX = 8;

  private final Map<String, Integer> times = new TreeMap<>();

  /// A vCPU was not entered on a CPU that its VM does not support.
  void failedEntry(VcpuId vcpu, int pe) {
    add(
        "%s: KVM_EXIT_FAIL_ENTRY of vCPU %d on CPU %d, KVM_EXIT_FAIL_ENTRY_CPU_UNSUPPORTED"
            .formatted(vcpu.vmName(), vcpu.index(), pe));
  }

  /// A VM needs more locked memory than its VMM may have.
  void limitReached(String vm, long bytesNeeded, long bytesMax) {
    add(
        "%s: KVM_EXIT_RLIMIT, %d bytes to lock and RLIMIT_MEMLOCK is %d"
            .formatted(vm, bytesNeeded, bytesMax));
  }

  private void add(String sentence) {
    times.merge(sentence, 1, Integer::sum);
  }

  /// One sentence for each kind, by name of the VM.
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    times.forEach((text, count) -> all.add(count == 1 ? text : text + ", " + count + " times"));
    return all.size() <= TOLD_MAX ? all : List.copyOf(all.subList(0, TOLD_MAX));
  }
}
