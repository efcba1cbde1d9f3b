package io.interlock.hardware.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The text of [HostTopology#describe()].
final class HostDescription {
  /// What all CPUs of one line share.
  private record Kind(
      int cluster,
      CoreType coreType,
      int capacity,
      ClockRate clock,
      @Nullable PmuUnit pmu,
      @Nullable SpuUnit spu) {}

  private HostDescription() {}

  static String of(HostTopology host) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d CPUs, %s%s, counter %s\n"
            .formatted(
                host.name(),
                host.pes().size(),
                gic(host.gic()),
                partitions(host.gic()),
                new ClockRate(host.timer().counterHz())));
    kinds(host).forEach((kind, cpus) -> text.append(line(kind, CpuSet.of(array(cpus)))));
    host.notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
    return text.toString();
  }

  private static Map<Kind, List<Integer>> kinds(HostTopology host) {
    Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
    for (HostTopology.Cluster cluster : host.clusters()) {
      for (int cpu : cluster.cpus()) {
        ProcessingElement pe = host.pe(cpu);
        Kind kind =
            new Kind(
                cluster.id(),
                pe.coreType(),
                pe.capacity(),
                pe.clock(),
                host.pmuOf(cpu),
                host.spuOf(cpu));
        kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(cpu);
      }
    }
    return kinds;
  }

  private static String line(Kind kind, CpuSet cpus) {
    PmuUnit pmu = kind.pmu();
    SpuUnit spu = kind.spu();
    return "  cluster %d: CPUs %s, %s %s, capacity %d, %s, %s\n"
        .formatted(
            kind.cluster(),
            cpus,
            kind.coreType(),
            kind.clock(),
            kind.capacity(),
            pmu == null ? "no PMU" : "PMU %d (%s)".formatted(pmu.index(), pmu.interrupt()),
            spu == null ? "no SPE" : "SPU %d (PPI %d)".formatted(spu.index(), spu.intid()));
  }

  private static String gic(InterruptController gic) {
    return switch (gic.version()) {
      case GICV2 -> "GICv2";
      case GICV3 -> "GICv3";
    };
  }

  private static String partitions(InterruptController gic) {
    return gic.partitions().isEmpty()
        ? ""
        : " with %d PPI partitions".formatted(gic.partitions().size());
  }

  private static int[] array(List<Integer> cpus) {
    return cpus.stream().mapToInt(Integer::intValue).toArray();
  }
}
