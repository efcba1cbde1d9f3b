package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.guest.GuestMemory;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.ProfilingUnit;
import io.interlock.hardware.spe.SpeTraps;
import io.interlock.hypervisor.guest.GuestOperation;

/// A guest's accesses to SPE registers, as the PE carries them out.
final class ProfilingAccess {
  private ProfilingAccess() {}

  /// Writes for the guest; says whether the access traps.
  static boolean write(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, long value) {
    ProfilingUnit unit = pe.hardware.profilingUnit();
    if (unit == null || traps(pe, register, true)) {
      return true;
    }
    unit.write(register, value);
    pe.profiling.evaluate(sim, pe);
    return false;
  }

  /// What a read by the guest returns that does not trap.
  static long value(PeState pe, SysReg register) {
    ProfilingUnit unit = pe.hardware.profilingUnit();
    return unit == null ? 0 : unit.read(register, ExceptionLevel.EL1);
  }

  /// The guest's driver hands over what is in its buffer.
  static void publish(
      Sim<PhysicalCpu.Command> sim, PeState pe, GuestOperation.PublishProfile published) {
    if (sim.observed()) {
      sim.state(
          new OfProfiling.Published(
              pe.threads.currentId(),
              sim.now(),
              GuestMemory.physical(PeProfiling.vmid(pe), published.start()),
              published.bytes(),
              published.flags()));
    }
  }

  /// Whether an access of the guest's traps.
  static boolean traps(PeState pe, SysReg register, boolean write) {
    PeSpu spu = pe.setup.spu();
    return spu == null
        || spu.traps().access(register, write, ExceptionLevel.EL1, pe.hardware.file())
            != SpeTraps.Outcome.PERMITTED;
  }
}
