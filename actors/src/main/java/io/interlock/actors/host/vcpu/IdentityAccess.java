package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestMachine;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.engine.Sim;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.identity.FeatureTable;

/// What KVM does about a trapped access to an ID register, and to one that the guest does not have:
/// of a GIC, or of SPE.
///
/// @param profiling whether the vCPU has SPE
record IdentityAccess(VcpuId id, GuestMachine machine, boolean profiling) {

  /// Handles an access; says whether it is one of these.
  boolean handle(Sim<Vcpu.Command> sim, GuestOperation.Elementary access) {
    return switch (access) {
      case GuestOperation.ReadRegister(String name, String label) -> read(sim, name, label);
      case GuestOperation.WriteRegister(String name, _) -> write(sim, SysReg.named(name));
      default -> false;
    };
  }

  private boolean read(Sim<Vcpu.Command> sim, String name, String label) {
    SysReg register = SysReg.named(name);
    if (!FeatureTable.contains(register)) {
      return isHidden(register) && undefined(sim, register, false);
    }
    if (!label.isEmpty() && sim.observed()) {
      sim.state(new Fact.Reported(id, label, machine.identity().read(register)));
    }
    return true;
  }

  /// ID registers cannot be written (`write_to_read_only`).
  private boolean write(Sim<Vcpu.Command> sim, SysReg register) {
    return (FeatureTable.contains(register) || isHidden(register))
        && undefined(sim, register, true);
  }

  /// Without a GICv3, and without SPE, their registers are not there (`undef_access`).
  private boolean isHidden(SysReg register) {
    return GuestRegisters.isOfInterface(register)
        ? !machine.hasGic()
        : !profiling && VcpuProfiling.contains(register);
  }

  /// A guest sends an SGI; says whether it cannot (`access_gic_sgi`).
  boolean lacksSgis(Sim<Vcpu.Command> sim) {
    return !machine.hasGic() && undefined(sim, SysReg.named("ICC_SGI1R_EL1"), true);
  }

  private boolean undefined(Sim<Vcpu.Command> sim, SysReg register, boolean write) {
    if (sim.observed()) {
      sim.state(new Fact.UndefinedAccess(id, register, write));
    }
    return true;
  }
}
