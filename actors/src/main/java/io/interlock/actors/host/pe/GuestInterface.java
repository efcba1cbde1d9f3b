package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.gic.GroupZero;
import io.interlock.hardware.gic.IchHcr;
import io.interlock.hardware.gic.IchVmcr;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.VirtualCpuInterface;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;

/// A guest's accesses to its CPU interface: the ICC registers of group 1, which the virtual CPU
/// interface of the PE answers without a trap. Only what sends SGIs traps.
final class GuestInterface {
  private static final SysReg ACKNOWLEDGE = SysReg.named("ICC_IAR1_EL1");
  private static final SysReg END = SysReg.named("ICC_EOIR1_EL1");
  private static final SysReg DEACTIVATE = SysReg.named("ICC_DIR_EL1");
  private static final SysReg RUNNING_PRIORITY = SysReg.named("ICC_RPR_EL1");
  private static final int INTID_MASK = 0xFF_FFFF;

  private GuestInterface() {}

  /// Whether an access traps: a write that sends an SGI, and all where KVM hides the interface.
  static boolean traps(PeState pe, SysReg register) {
    return (pe.hardware.hcr() & IchHcr.TALL1) != 0 || register.name().contains("SGI");
  }

  /// Writes for the guest.
  static void write(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, long value) {
    CpuInterfaceRegister state = CpuInterfaceRegister.named(register.name());
    if (register == END) {
      end(sim, pe, (int) value & INTID_MASK);
    } else if (register == DEACTIVATE) {
      deactivate(sim, pe, (int) value & INTID_MASK);
    } else if (state != null) {
      state.write(pe.hardware, value);
      if (sim.observed(Fact.GicWritten.class)) {
        VcpuId vcpu = pe.threads.currentId();
        sim.state(new Fact.GicWritten(vcpu.vm(), vcpu.index(), register.name(), value));
      }
    } else if (!GroupZero.contains(register) || GroupZero.isUndefined(register, true)) {
      undefined(sim, pe, register, true);
    }
  }

  /// Reads for the guest.
  static long read(Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register) {
    CpuInterfaceRegister state = CpuInterfaceRegister.named(register.name());
    if (register == ACKNOWLEDGE) {
      return acknowledge(sim, pe);
    }
    if (register == RUNNING_PRIORITY) {
      return virtual(pe).runningPriority();
    }
    if (state != null) {
      return state.read(pe.hardware);
    }
    if (GroupZero.contains(register) && !GroupZero.isUndefined(register, false)) {
      return GroupZero.read(register, pe.hardware);
    }
    undefined(sim, pe, register, false);
    return 0;
  }

  /// ICC_IAR1_EL1: takes an interrupt, or gets [IntId#SPURIOUS].
  static int acknowledge(Sim<PhysicalCpu.Command> sim, PeState pe) {
    int intid = virtual(pe).acknowledge();
    if (intid != IntId.SPURIOUS && sim.observed()) {
      GuestTimer timer = pe.setup.timers().timerOf(intid);
      long since = timer == null ? -1 : pe.interrupts.timers().sinceExpiry(pe, timer, sim.now());
      sim.state(new Fact.InterruptHandled(pe.threads.currentId(), intid, since));
    }
    return intid;
  }

  /// ICC_EOIR1_EL1: drops the priority, and with EOImode 0 deactivates.
  static void end(Sim<PhysicalCpu.Command> sim, PeState pe, int intid) {
    end(sim, pe, intid, dropsOnly(pe));
  }

  private static void end(Sim<PhysicalCpu.Command> sim, PeState pe, int intid, boolean dropsOnly) {
    pe.spend(sim, Cost.VIRTUAL_EOI);
    ended(sim, pe, intid, !dropsOnly, virtual(pe).endOfInterrupt(intid));
  }

  /// ICC_DIR_EL1: with EOImode 1 deactivates.
  static void deactivate(Sim<PhysicalCpu.Command> sim, PeState pe, int intid) {
    pe.spend(sim, Cost.VIRTUAL_EOI);
    boolean deactivates = dropsOnly(pe);
    ended(sim, pe, intid, deactivates, virtual(pe).deactivate(intid));
  }

  /// What a handler does at last that leaves the end of its interrupt to its kernel.
  static void endWhole(Sim<PhysicalCpu.Command> sim, PeState pe, int intid) {
    boolean dropsOnly = dropsOnly(pe);
    end(sim, pe, intid, dropsOnly);
    if (dropsOnly) {
      deactivate(sim, pe, intid);
    }
  }

  private static void ended(
      Sim<PhysicalCpu.Command> sim, PeState pe, int intid, boolean deactivates, int pintid) {
    if (deactivates && IntId.isSpi(intid) && sim.observed(Fact.InterruptEnded.class)) {
      sim.state(new Fact.InterruptEnded(pe.threads.currentId(), intid));
    }
    if (pintid != IntId.NONE) {
      pe.interrupts.deactivateForGuest(pe, pintid);
    }
    pe.interrupts.maintenance(sim, pe);
  }

  /// ICC_CTLR_EL1.EOImode.
  private static boolean dropsOnly(PeState pe) {
    return (pe.hardware.vmcr() & IchVmcr.VEOIM) != 0;
  }

  private static VirtualCpuInterface virtual(PeState pe) {
    return new VirtualCpuInterface(pe.hardware);
  }

  private static void undefined(
      Sim<PhysicalCpu.Command> sim, PeState pe, SysReg register, boolean write) {
    if (sim.observed()) {
      sim.state(new Fact.UndefinedAccess(pe.threads.currentId(), register, write));
    }
  }
}
