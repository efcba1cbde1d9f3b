package io.interlock.cluster.fleet;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How full hosts will be when all that is under way is done.
final class Loads {
  private final Map<HostSlot, Integer> vcpus = new HashMap<>();
  private final List<HostSlot> hosts;
  private final Set<HostSlot> leftOut = new HashSet<>();

  Loads(List<HostSlot> all) {
    hosts = all.stream().filter(host -> host.state == HostSlot.State.UP).toList();
    hosts.forEach(host -> vcpus.put(host, host.vcpus));
  }

  /// vCPUs for each CPU of the fastest kind.
  double of(HostSlot host) {
    return after(host, 0);
  }

  /// The same with so many more vCPUs.
  double after(HostSlot host, int more) {
    return 1024.0 * (vcpus.getOrDefault(host, 0) + more) / host.kind.capacity();
  }

  @Nullable HostSlot fullest() {
    Comparator<HostSlot> byLoad = Comparator.comparingDouble(this::of);
    return hosts.stream()
        .filter(host -> !leftOut.contains(host))
        .max(
            byLoad.thenComparing(
                Comparator.comparingInt((HostSlot host) -> host.number).reversed()))
        .orElse(null);
  }

  @Nullable HostSlot emptiest() {
    Comparator<HostSlot> byLoad = Comparator.comparingDouble(this::of);
    return hosts.stream().min(byLoad.thenComparingInt(host -> host.number)).orElse(null);
  }

  /// Nothing can leave that host.
  void leaveOut(HostSlot host) {
    leftOut.add(host);
  }

  void move(HostSlot from, HostSlot to, int count) {
    vcpus.merge(from, -count, Integer::sum);
    vcpus.merge(to, count, Integer::sum);
  }
}
