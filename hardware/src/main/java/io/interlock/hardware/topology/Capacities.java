package io.interlock.hardware.topology;

import java.util.Arrays;
import java.util.List;

/// CPU capacities as Linux' `topology_normalize_cpu_scale` derives them from
/// `capacity-dmips-mhz`.
final class Capacities {
  private Capacities() {}

  /// One capacity for each CPU: its work per MHz times its clock, scaled so that the best has 1024.
  ///
  /// If one CPU has no value, all get 1024, as in the kernel. Clocks count only where the tree
  /// gives one for every CPU; else all are taken to be equal, as before cpufreq has told the
  /// kernel.
  static int[] of(List<CpuNodes.Cpu> cpus) {
    boolean described = cpus.stream().allMatch(cpu -> cpu.capacityPerMhz() > 0);
    boolean clocked = cpus.stream().allMatch(cpu -> cpu.hz() > 0);
    long[] raw =
        cpus.stream()
            .mapToLong(
                cpu -> {
                  long kilohertz = clocked ? Math.max(1, cpu.hz() / 1000) : 1;
                  return described ? cpu.capacityPerMhz() * kilohertz : 1;
                })
            .toArray();
    long best = Arrays.stream(raw).max().orElse(1);
    int[] capacities = new int[raw.length];
    for (int i = 0; i < raw.length; i++) {
      capacities[i] = (int) (raw[i] * ProcessingElement.CAPACITY_MAX / best);
    }
    return capacities;
  }

  /// True if some CPUs have `capacity-dmips-mhz` and others do not.
  static boolean partlyDescribed(List<CpuNodes.Cpu> cpus) {
    long described = cpus.stream().filter(cpu -> cpu.capacityPerMhz() > 0).count();
    return described > 0 && described < cpus.size();
  }
}
