package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Node;
import io.interlock.hardware.devicetree.Property;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which cluster each CPU belongs to: from `/cpus/cpu-map` where it is complete, else from the
/// affinity levels of MPIDR.
final class CpuMap {
  private static final int UNPLACED = -1;

  private final DeviceTree tree;
  private final CpuNodes cpuNodes;
  private final Remarks remarks;
  private final int[] clusters;
  private int clusterCount;

  private CpuMap(DeviceTree tree, CpuNodes cpuNodes, Remarks remarks) {
    this.tree = tree;
    this.cpuNodes = cpuNodes;
    this.remarks = remarks;
    this.clusters = new int[cpuNodes.cpus().size()];
    Arrays.fill(clusters, UNPLACED);
  }

  /// Cluster number by CPU number. What was doubtful is added to `remarks`.
  static int[] clusters(DeviceTree tree, CpuNodes cpuNodes, Remarks remarks) {
    var map = new CpuMap(tree, cpuNodes, remarks);
    Node root = tree.at("/cpus/cpu-map");
    if (root != null) {
      map.level(root);
    }
    return map.isComplete(root != null) ? map.clusters : byAffinity(cpuNodes.cpus());
  }

  private boolean isComplete(boolean hasMap) {
    long missing = Arrays.stream(clusters).filter(cluster -> cluster == UNPLACED).count();
    if (hasMap && missing > 0) {
      remarks.add("cpu-map leaves %d CPU(s) out: clusters are taken from MPIDR".formatted(missing));
    }
    return missing == 0;
  }

  /// A map, socket or cluster: its cores make one cluster, and each cluster within it another.
  private void level(Node node) {
    int cluster = UNPLACED;
    for (Node child : node.children()) {
      String name = child.name();
      if (isNumbered(name, "socket") || isNumbered(name, "cluster")) {
        level(child);
      } else if (isNumbered(name, "core")) {
        cluster = cluster == UNPLACED ? clusterCount++ : cluster;
        core(child, cluster);
      } else {
        throw tree.fault(
            child, "is not part of a cpu-map; allowed: socketN, clusterN, coreN, threadN");
      }
    }
  }

  private void core(Node core, int cluster) {
    if (core.has("cpu")) {
      place(core, cluster);
    }
    for (Node thread : core.children()) {
      if (!isNumbered(thread.name(), "thread")) {
        throw tree.fault(thread, "is not part of a core; allowed: threadN");
      }
      place(thread, cluster);
    }
  }

  private void place(Node leaf, int cluster) {
    Property cpu = leaf.property("cpu");
    if (cpu == null || cpu.cellCount() != 1) {
      throw tree.fault(leaf, "must name its CPU with one phandle in property cpu");
    }
    int index = cpuNodes.indexesNamedBy(leaf, cpu).getFirst();
    if (index < 0) {
      return;
    }
    if (clusters[index] != UNPLACED) {
      throw tree.fault(
          leaf, "names CPU %d, which has a place already; allowed: one".formatted(index));
    }
    clusters[index] = cluster;
  }

  /// Cores of one type that differ in the lowest affinity level only are one cluster. Newer cores
  /// leave Aff0 to threads, so where it is zero everywhere the level above takes its part.
  private static int[] byAffinity(List<CpuNodes.Cpu> cpus) {
    record Key(long affinity, CoreType coreType) {}
    boolean threaded = cpus.size() > 1 && cpus.stream().allMatch(cpu -> (cpu.mpidr() & 0xff) == 0);
    int shift = threaded ? 16 : 8;
    Map<Key, Integer> numbers = new HashMap<>();
    int[] clusters = new int[cpus.size()];
    for (int i = 0; i < clusters.length; i++) {
      CpuNodes.Cpu cpu = cpus.get(i);
      var key = new Key(cpu.mpidr() >>> shift, cpu.coreType());
      Integer number = numbers.putIfAbsent(key, numbers.size());
      clusters[i] = number == null ? numbers.size() - 1 : number;
    }
    return clusters;
  }

  private static boolean isNumbered(String name, String prefix) {
    return name.startsWith(prefix)
        && name.length() > prefix.length()
        && name.chars().skip(prefix.length()).allMatch(c -> c >= '0' && c <= '9');
  }
}
