package io.interlock.actors.host.guest;

import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;

/// What the system registers that a guest names belong to.
public final class GuestRegisters {
  private GuestRegisters() {}

  /// Whether it is one of the GIC's CPU interface.
  public static boolean isOfInterface(SysReg register) {
    return register.name().startsWith("ICC_");
  }

  /// Whether the operation is an access to a PMU register.
  public static boolean isOfMonitors(GuestOperation.Elementary operation) {
    return switch (operation) {
      case GuestOperation.WriteRegister(String name, _) -> Pmu.contains(SysReg.named(name));
      case GuestOperation.ReadRegister(String name, _) -> Pmu.contains(SysReg.named(name));
      default -> false;
    };
  }

  /// Whether the register chooses what a counter counts.
  public static boolean isFilter(SysReg register) {
    String name = register.name();
    return name.startsWith("PMEVTYPER")
        || name.equals("PMXEVTYPER_EL0")
        || name.equals("PMCCFILTR_EL0");
  }
}
