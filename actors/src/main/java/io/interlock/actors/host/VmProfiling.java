package io.interlock.actors.host;

import java.util.List;

/// The SPE that a VMM wants for a VM.
///
/// @param irq the PPI of the virtual buffer management interrupt
/// @param choices what it chooses in this order, as the host's sysfs names it: `arm_spe_0`,
///     `armv8_pmuv3_1`
/// @param bufferBytesMax the largest buffer, 0 for no limit, [#UNSET] to leave it to the SPU
/// @param runsEarly whether vCPUs run while the choices are still being made
public record VmProfiling(int irq, List<String> choices, long bufferBytesMax, boolean runsEarly) {
  /// Nothing was asked for.
  public static final long UNSET = -1;

  public VmProfiling {
    choices = List.copyOf(choices);
  }

  /// The SPU that it chooses last, or nothing.
  public String spuName() {
    return choices.stream().filter(name -> name.startsWith("arm_spe")).reduce("", (_, b) -> b);
  }
}
