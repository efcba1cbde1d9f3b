package io.interlock.actors.host;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The SPE that a VMM wants for a VM.
///
/// @param irq the PPI of the virtual buffer management interrupt
/// @param choices what it chooses in this order, as the host's sysfs names it: `arm_spe_0`,
///     `armv8_pmuv3_1`
/// @param bufferBytesMax the largest buffer, 0 for no limit, [#UNSET] to leave it to the SPU
/// @param runsEarly whether vCPUs run while the choices are still being made
/// @param raisesLimit whether it raises RLIMIT_MEMLOCK after KVM_EXIT_RLIMIT, or gives the vCPU up
/// @param perfmonCapable which vCPUs' threads may look at the performance of the whole machine
public record VmProfiling(
    int irq,
    List<String> choices,
    long bufferBytesMax,
    boolean runsEarly,
    boolean raisesLimit,
    Set<Integer> perfmonCapable) {
  /// Nothing was asked for.
  public static final long UNSET = -1;

  public VmProfiling {
    choices = List.copyOf(choices);
    perfmonCapable = Collections.unmodifiableSet(new TreeSet<>(perfmonCapable));
  }

  /// The SPU that it chooses last, or nothing.
  public String spuName() {
    return choices.stream().filter(name -> name.startsWith("arm_spe")).reduce("", (_, b) -> b);
  }
}
