package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.gic.IntId;
import java.util.Set;

/// What the rest of KVM says of a VM at the moment of a request.
///
/// @param vgicInitialized whether its interrupt controller is
/// @param hasRun whether a vCPU has run
/// @param spis how many SPIs its interrupt controller has
/// @param taken interrupts that belong to other devices
public record VmFacts(
    Irqchip irqchip, boolean vgicInitialized, boolean hasRun, int spis, Set<Integer> taken) {

  /// Keeps a copy of the set.
  public VmFacts {
    taken = Set.copyOf(taken);
  }

  /// A VM with KVM's GICv3, initialised, that has not run.
  public static VmFacts usual() {
    return new VmFacts(Irqchip.GIC_V3, true, false, 64, Set.of());
  }

  /// The same after the first run.
  public VmFacts afterFirstRun() {
    return new VmFacts(irqchip, vgicInitialized, true, spis, taken);
  }

  /// Whether the interrupt controller has that SPI (`vgic_valid_spi`).
  boolean hasSpi(int intid) {
    return intid >= IntId.SPI_MIN && intid < IntId.SPI_MIN + spis;
  }
}
