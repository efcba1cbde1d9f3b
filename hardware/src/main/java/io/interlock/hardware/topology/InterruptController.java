package io.interlock.hardware.topology;

import java.util.List;

/// The host's GIC.
///
/// @param interruptCells cells of one interrupt specifier: 3, or 4 where PPIs are partitioned
/// @param partitions the CPU sets that share one PPI number among several devices; often empty
public record InterruptController(Version version, int interruptCells, List<CpuSet> partitions) {
  /// Which CPU interface the GIC has.
  public enum Version {
    /// Memory-mapped CPU interface, at most eight CPUs, no redistributors.
    GICV2,
    /// System-register CPU interface and one redistributor per CPU.
    GICV3
  }

  public InterruptController {
    partitions = List.copyOf(partitions);
  }
}
