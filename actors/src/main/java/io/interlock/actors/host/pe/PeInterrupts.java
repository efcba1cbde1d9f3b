package io.interlock.actors.host.pe;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.Distributor;
import io.interlock.actors.host.PhysicalCpu;
import io.interlock.actors.host.Redistributor;
import io.interlock.engine.Sim;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.gic.CpuInterface;
import io.interlock.hardware.gic.GicStream;
import io.interlock.hardware.gic.GicStream.Activate;
import io.interlock.hardware.gic.GicStream.Deactivate;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.GicStream.GenerateSgi;
import io.interlock.hardware.gic.GicStream.Upstream;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.SgiRequest;
import io.interlock.hardware.gic.VirtualCpuInterface;
import io.interlock.hardware.timer.GuestTimer;

/// The physical interrupts of a PE: its CPU interface, its mask, its host handlers.
///
/// Interrupts reach the host at any moment at which its code has them open, and pull a guest out
/// whatever the guest masks (HCR_EL2.IMO).
final class PeInterrupts {
  /// The SGI that the host uses to make another PE look at its run queue (`IPI_RESCHEDULE`).
  static final int RESCHEDULE_SGI = 0;

  private static final int ALLOW_ALL_PRIORITIES = 0xF8;

  private final CpuInterface cpuInterface;
  private final PeTimers timers;
  private final PpiLine maintenanceLine;
  private int maskCount;

  PeInterrupts() {
    this(new CpuInterface(), new PeTimers(), new PpiLine());
    cpuInterface.writeGroup1Enabled(true);
    cpuInterface.writePriorityMask(ALLOW_ALL_PRIORITIES);
    // As Linux does where it can run KVM: a forwarded interrupt is ended but stays active.
    cpuInterface.writeEoiDropsOnly(true);
  }

  private PeInterrupts(CpuInterface cpuInterface, PeTimers timers, PpiLine maintenanceLine) {
    this.cpuInterface = cpuInterface;
    this.timers = timers;
    this.maintenanceLine = maintenanceLine;
  }

  PeInterrupts copy() {
    PeInterrupts copy =
        new PeInterrupts(cpuInterface.copy(), timers.copy(), maintenanceLine.copy());
    copy.maskCount = maskCount;
    return copy;
  }

  /// Whether the host has interrupts open.
  boolean open() {
    return maskCount == 0;
  }

  PeTimers timers() {
    return timers;
  }

  /// Whether the IRQ input of the PE is asserted.
  boolean asserted() {
    return cpuInterface.signalsIrq() || timers.emulatedDue();
  }

  void mask() {
    maskCount++;
  }

  void unmask(Sim<PhysicalCpu.Command> sim, PeState pe) {
    maskCount--;
    takeIfOpen(sim, pe);
  }

  /// Opens interrupts, takes what is pending, and masks them again.
  void window(Sim<PhysicalCpu.Command> sim, PeState pe) {
    int masked = maskCount;
    maskCount = 0;
    takeIfOpen(sim, pe);
    maskCount = masked;
  }

  /// A packet of the GIC arrived.
  void signalled(Sim<PhysicalCpu.Command> sim, PeState pe, Downstream packet) {
    for (Upstream answer : cpuInterface.receive(packet)) {
      send(pe, answer);
    }
    interruptIfAsserted(sim, pe);
  }

  /// The host's timer fires that stands in for one that is emulated.
  void emulatedTimer(Sim<PhysicalCpu.Command> sim, PeState pe) {
    timers.emulatedFires(sim, pe);
    interruptIfAsserted(sim, pe);
  }

  /// The guest ended an interrupt: the virtual CPU interface may want its hypervisor, because the
  /// list registers have room again (ICH_HCR_EL2.UIE).
  void maintenance(Sim<PhysicalCpu.Command> sim, PeState pe) {
    boolean wanted = new VirtualCpuInterface(pe.hardware).maintenanceIrq();
    maintenanceLine.drive(sim, pe.setup, IntId.GIC_MAINTENANCE, wanted, 0);
  }

  /// The hypervisor has written registers: it may have given what was wanted.
  void maintained(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (maintenanceLine.isHigh()) {
      maintenance(sim, pe);
    }
  }

  /// The host's own timer fires, which was set to `expiryPicos`.
  void ownTimer(Sim<PhysicalCpu.Command> sim, PeState pe, long expiryPicos) {
    if (sim.observed()) {
      sim.state(
          new Fact.HostInterruptRaised(pe.setup.index(), IntId.HYP_TIMER, sim.now() - expiryPicos));
    }
    hostTimer(sim, pe);
  }

  /// A timer of the host's own kernel fires: it pulls a guest out like any physical interrupt.
  void hostTimer(Sim<PhysicalCpu.Command> sim, PeState pe) {
    pe.spend(sim, Cost.PHYSICAL_INTERRUPT);
    if (sim.observed()) {
      sim.state(new Fact.HostInterrupt(pe.setup.index(), IntId.HYP_TIMER));
    }
    pe.interruptGuest(sim);
  }

  /// Sends a reschedule IPI.
  void sendReschedule(Sim<PhysicalCpu.Command> sim, PeState pe, int target) {
    pe.spend(sim, Cost.UNTRAPPED_REGISTER);
    if (sim.observed()) {
      sim.state(new Fact.HostInterruptRaised(target, RESCHEDULE_SGI, 0));
    }
    send(pe, new GenerateSgi(sgi(RESCHEDULE_SGI, pe.setup.affinities().get(target))));
  }

  /// The guest ended a virtual interrupt that is mapped to this physical one.
  void deactivateForGuest(PeState pe, int pintid) {
    timers.deactivated(pintid);
    send(pe, new Deactivate(pintid));
  }

  private void interruptIfAsserted(Sim<PhysicalCpu.Command> sim, PeState pe) {
    if (asserted() && !pe.interruptGuest(sim)) {
      takeIfOpen(sim, pe);
    }
  }

  private void takeIfOpen(Sim<PhysicalCpu.Command> sim, PeState pe) {
    while (maskCount == 0 && asserted()) {
      if (timers.emulatedDue()) {
        takeEmulatedTimer(sim, pe);
      } else {
        take(sim, pe);
      }
    }
  }

  private void takeEmulatedTimer(Sim<PhysicalCpu.Command> sim, PeState pe) {
    timers.emulatedTaken();
    pe.spend(sim, Cost.PHYSICAL_INTERRUPT);
    if (sim.observed()) {
      sim.state(new Fact.HostInterrupt(pe.setup.index(), IntId.HYP_TIMER));
    }
    boolean _ = pe.threads.forwardTimer(sim, pe, GuestTimer.PHYSICAL);
  }

  private void take(Sim<PhysicalCpu.Command> sim, PeState pe) {
    int intid = cpuInterface.acknowledge();
    send(pe, new Activate(intid));
    pe.spend(sim, intid == RESCHEDULE_SGI ? Cost.RESCHEDULE_IPI : Cost.PHYSICAL_INTERRUPT);
    if (sim.observed()) {
      sim.state(new Fact.HostInterrupt(pe.setup.index(), intid));
    }
    pe.monitors.hostLooks(sim, pe);
    if (intid == pe.setup.monitorIntid()) {
      pe.monitors.interrupt(sim, pe);
    }
    if (intid == HostEvents.CALL_FUNCTION_SGI) {
      pe.monitors.events().called(sim, pe);
      pe.profiling.called(sim, pe);
    }
    if (pe.setup.spu() != null && intid == pe.setup.spu().intid()) {
      pe.profiling.interrupt(sim, pe);
    }
    GuestTimer timer = pe.setup.timers().timerOf(intid);
    boolean forwarded =
        timer != null && timers.isHigh(timer) && pe.threads.forwardTimer(sim, pe, timer);
    cpuInterface.endOfInterrupt(intid);
    if (forwarded) {
      timers.forwarded(intid);
    } else if (cpuInterface.deactivate(intid)) {
      send(pe, new Deactivate(intid));
    }
    if (intid == RESCHEDULE_SGI) {
      pe.threads.preemptIfDue(sim, pe);
    }
  }

  private static void send(PeState pe, Upstream packet) {
    int intid =
        switch (packet) {
          case GicStream.Activate(int id) -> id;
          case GicStream.Release(int id) -> id;
          case GicStream.Deactivate(int id) -> id;
          case GicStream.QuiesceAcknowledge(), GenerateSgi _ -> IntId.NONE;
        };
    if (IntId.isSpi(intid)) {
      pe.setup.distributor().tell(new Distributor.Command.FromCpu(pe.setup.index(), packet));
    } else {
      pe.setup.redistributor().tell(new Redistributor.Command.FromCpu(packet));
    }
  }

  /// The SGI for one PE with this affinity.
  static SgiRequest sgi(int intid, long affinity) {
    int aff0 = (int) affinity & 0xFF;
    return new SgiRequest(intid, false, affinity & ~0xFFL, aff0 >> 4, 1 << (aff0 & 0xF));
  }
}
