package io.interlock.hardware.topology;

/// One CPU of the host.
///
/// @param index Linux' logical CPU number
/// @param mpidr affinity fields of `MPIDR_EL1`: Aff3 in bits 39-32, Aff2 to Aff0 in bits 23-0
/// @param cluster number of the innermost cluster, from 0
/// @param capacity 0 to 1024, as `/sys/devices/system/cpu/cpuN/cpu_capacity`
public record ProcessingElement(
    int index, long mpidr, CoreType coreType, int cluster, int capacity, ClockRate clock) {
  /// The capacity of the strongest CPU of a host (`SCHED_CAPACITY_SCALE`).
  public static final int CAPACITY_MAX = 1024;

  public ProcessingElement {
    if (capacity < 0 || capacity > CAPACITY_MAX) {
      throw new IllegalArgumentException(
          "capacity %d of CPU %d; allowed: 0 to %d".formatted(capacity, index, CAPACITY_MAX));
    }
  }
}
