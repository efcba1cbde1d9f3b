package io.interlock.hardware.topology;

import io.interlock.hardware.text.Nearest;
import io.interlock.hardware.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/// Hosts that need no file, each made to show one thing about SPE and PMUs on unlike cores.
public final class Presets {
  /// A host with the name to ask for it by and one line on what it is for.
  public record Preset(String name, String description, HostTopology host) {}

  /// Some CPUs of one type; one cluster.
  private record Group(int count, String compatible) {}

  private static final Group LITTLE_4 = new Group(4, "arm,cortex-a520");
  private static final Group BIG_4 = new Group(4, "arm,cortex-a720");

  private static final List<Preset> ALL =
      List.of(
          preset(
              "no-spe-4x4",
              "4 Cortex-A55 + 4 Cortex-A76, as on RK3588: two PMUs, SPE nowhere",
              List.of(new Group(4, "arm,cortex-a55"), new Group(4, "arm,cortex-a76"))),
          preset(
              "big-spe-4x4",
              "4 Cortex-A520 + 4 Cortex-A720: two PMUs, SPE on the big cores only",
              List.of(LITTLE_4, BIG_4),
              spu(0, "4-7", SpuModel.USUAL)),
          preset(
              "two-spus",
              "4 Cortex-A520 + 4 Cortex-A720, each cluster with an SPU of its own kind",
              List.of(LITTLE_4, BIG_4),
              spu(0, "0-3", SpuModel.UNUSUAL),
              spu(1, "4-7", SpuModel.USUAL)),
          preset(
              "three-clusters",
              "4 Cortex-A520 + 3 Cortex-A720 + 1 Cortex-X4: three PMUs, one SPU for the upper two",
              List.of(LITTLE_4, new Group(3, "arm,cortex-a720"), new Group(1, "arm,cortex-x4")),
              spu(0, "4-7", SpuModel.USUAL)),
          preset(
              "spe-everywhere-claimed",
              "4 Cortex-A520 + 4 Cortex-A720 whose firmware claims SPE for all: half of it is false",
              List.of(LITTLE_4, BIG_4),
              spu(0, "0-7", SpuModel.USUAL)),
          preset(
              "server-64",
              "64 Neoverse-V1, all alike: one PMU, one SPU",
              List.of(new Group(64, "arm,neoverse-v1")),
              spu(0, "0-63", SpuModel.USUAL)),
          preset(
              "dual",
              "2 Cortex-A520 + 2 Cortex-A720: the smallest host with unlike cores, SPE on the big",
              List.of(new Group(2, "arm,cortex-a520"), new Group(2, "arm,cortex-a720")),
              spu(0, "2-3", SpuModel.USUAL)),
          preset(
              "pair",
              "2 Cortex-A720: the smallest host on which a thread can move",
              List.of(new Group(2, "arm,cortex-a720"))),
          preset(
              "pair-without-fgt",
              "2 Neoverse-V1: no fine-grained traps, so a guest's PMU accesses trap all or not at all",
              List.of(new Group(2, "arm,neoverse-v1"))),
          preset(
              "pair-with-instruction-counter",
              "2 of Arm's Armv9.4 model: a PMU with everything, the instruction counter among it",
              List.of(new Group(2, "arm,armv9.4"))));

  private Presets() {}

  public static List<Preset> all() {
    return ALL;
  }

  /// The preset of that name. Throws [IllegalArgumentException] whose line names the nearest and
  /// all others.
  public static Preset named(String name) {
    List<String> names = ALL.stream().map(Preset::name).toList();
    for (Preset preset : ALL) {
      if (preset.name().equals(name)) {
        return preset;
      }
    }
    throw new IllegalArgumentException(
        "unknown host \"%s\"%s; allowed: %s"
            .formatted(OneLine.of(name), Nearest.hint(name, names), String.join(", ", names)));
  }

  private static SpuUnit spu(int index, String cpus, SpuModel model) {
    return new SpuUnit(index, 21, CpuSet.parse(cpus), model);
  }

  private static Preset preset(
      String name, String description, List<Group> groups, SpuUnit... spus) {
    List<ProcessingElement> pes = new ArrayList<>();
    List<PmuUnit> pmus = new ArrayList<>();
    List<CpuSet> partitions = new ArrayList<>();
    for (Group group : groups) {
      int first = pes.size();
      int cluster = partitions.size();
      for (int core = 0; core < group.count(); core++) {
        pes.add(pe(first + core, cluster, core, CoreType.named(group.compatible()), groups));
      }
      CpuSet cpus = CpuSet.range(first, pes.size() - 1);
      partitions.add(cpus);
      var interrupt = new PmuInterrupt.Private(23);
      pmus.add(new PmuUnit(pmus.size(), group.compatible() + "-pmu", interrupt, cpus));
    }
    boolean partitioned = partitions.size() > 1;
    var gic =
        new InterruptController(
            InterruptController.Version.GICV3,
            partitioned ? 4 : 3,
            partitioned ? partitions : List.of());
    var timer = ArchitectedTimer.usual(counterHz(pes));
    HostTopology host = HostTopology.of(name, pes, gic, pmus, List.of(spus), timer, List.of());
    return new Preset(name, description, host);
  }

  private static ProcessingElement pe(
      int index, int cluster, int core, CoreType type, List<Group> groups) {
    long best =
        groups.stream()
            .mapToLong(group -> power(CoreType.named(group.compatible())))
            .max()
            .orElse(1);
    int capacity = (int) (power(type) * ProcessingElement.CAPACITY_MAX / best);
    long mpidr = (long) cluster << 16 | (long) core << 8;
    return new ProcessingElement(
        index, mpidr, type, cluster, capacity, new ClockRate(type.nominalHz()));
  }

  private static long power(CoreType type) {
    return type.performancePerMhz() * (type.nominalHz() / 1000);
  }

  private static long counterHz(List<ProcessingElement> pes) {
    return ArchitectedTimer.counterHzOf(pes.stream().map(ProcessingElement::coreType).toList());
  }
}
