package io.interlock.actors.host.vcpu;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.GicPlan;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuGicState;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.VmPlan;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.actors.host.plan.TimerIntids;
import io.interlock.hardware.gic.IchHcr;
import io.interlock.hardware.gic.IchVmcr;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.Redistributor;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation;
import io.interlock.hypervisor.vgic.Flush;
import io.interlock.hypervisor.vgic.GuestRedistributor;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.PhysicalIrqs;
import io.interlock.hypervisor.vgic.Synced;
import io.interlock.hypervisor.vgic.VgicCpu;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The virtual interrupts of one vCPU: its vGIC, over its saved registers.
final class VcpuInterrupts {
  private static final SysReg HYP_CONTROL = SysReg.named("ICH_HCR_EL2");
  private static final SysReg MACHINE_CONTROL = SysReg.named("ICH_VMCR_EL2");
  private static final SysReg ACTIVE_PRIORITIES = SysReg.named("ICH_AP1R0_EL2");
  private static final int PRIORITY_MASK_SHIFT = 24;
  private static final long GROUP_1_ENABLED = 1 << 1;
  private static final long OPEN_PRIORITY_MASK = 0xF8;
  private static final int ALL_PRIORITIES = 0x100;
  private static final int ISENABLER0 = Redistributor.SGI_BASE + 0x100;
  private static final int IPRIORITYR = Redistributor.SGI_BASE + 0x400;
  private static final int GUEST_PRIORITIES = 0xA0A0A0A0;

  private final VgicCpu vgic;
  private final transient TimerIntids timers;
  private final transient SysReg[] listRegisters;
  private final transient boolean setUp;
  private int monitorIntid = IntId.PMU_OVERFLOW;
  private int timerLinesHigh;
  private boolean monitorLine;

  // Traps of the CPU interface, where the guest must not use it.
  private long interfaceTraps;
  private @Nullable ActorRef<SharedInterrupts.Command> keeper;

  /// A vCPU as its guest finds it, without anything pending. Either KVM has just made its vGIC
  /// (`kvm_vgic_vcpu_init`, `vgic_v3_enable`), or its interrupts are set up: distributor and
  /// group 1 on, all priorities let through, SGIs, its timers and its PMU enabled.
  ///
  /// Where the guest must not use its CPU interface, nothing is enabled there, and nothing gets
  /// through (`vcpu_set_ich_hcr`).
  ///
  /// @param saved gets the registers of its CPU interface
  static VcpuInterrupts begun(int vcpu, VmPlan vm, RunSettings settings, RegisterFile saved) {
    var interrupts = begun(vcpu, vm.gic(), settings, saved);
    if (!vm.machine().hasGic()) {
      interrupts.interfaceTraps = IchHcr.TC | IchHcr.TALL0 | IchHcr.TALL1;
      saved.assign(HYP_CONTROL, interrupts.interfaceTraps);
      saved.assign(MACHINE_CONTROL, 0);
    }
    return interrupts;
  }

  private static VcpuInterrupts begun(
      int vcpu, GicPlan plan, RunSettings settings, RegisterFile saved) {
    TimerIntids timers = settings.timers();
    int mapped = settings.vhe() ? timers.bits() : 1 << timers.virtual();
    var registers = new SysReg[settings.listRegisters()];
    Arrays.setAll(registers, n -> SysReg.named("ICH_LR" + n + "_EL2"));
    var interrupts = new VcpuInterrupts(new VgicCpu(vcpu), timers, registers, plan.isSetUp());
    interrupts.claimTimers(mapped);
    if (plan.isSetUp()) {
      interrupts.setUp();
      saved.assign(MACHINE_CONTROL, OPEN_PRIORITY_MASK << PRIORITY_MASK_SHIFT | GROUP_1_ENABLED);
    }
    return interrupts;
  }

  /// As the other, of a VM whose GIC is set up.
  static VcpuInterrupts none(int vcpu, RunSettings settings, RegisterFile saved) {
    return begun(vcpu, GicPlan.SET_UP, settings, saved);
  }

  /// @param mapped the INTIDs of timers that are in hardware, as bits
  private void claimTimers(int mapped) {
    for (GuestTimer timer : GuestTimer.values()) {
      int intid = timers.of(timer);
      vgic.claim(intid, IrqOwner.TIMER);
      if ((mapped & 1 << intid) != 0) {
        vgic.map(intid, intid);
      }
    }
  }

  private void setUp() {
    var frame = new GuestRedistributor(0, 0, true);
    for (int offset = 0; offset < 32; offset += 4) {
      frame.write(vgic, IPRIORITYR + offset, GUEST_PRIORITIES, PhysicalIrqs.NONE);
    }
    vgic.distributor(true, 0);
    enable(timers.bits() | 1 << monitorIntid);
  }

  /// The guest enables PPIs, if it is one that has set up its GIC.
  private void enable(int ppis) {
    if (setUp) {
      new GuestRedistributor(0, 0, true).write(vgic, ISENABLER0, ppis, PhysicalIrqs.NONE);
    }
  }

  /// @param setUp whether the guest enables what it is given
  private VcpuInterrupts(VgicCpu vgic, TimerIntids timers, SysReg[] listRegisters, boolean setUp) {
    this.setUp = setUp;
    this.vgic = vgic;
    this.timers = timers;
    this.listRegisters = listRegisters;
  }

  /// What of the vGIC goes to another host.
  long[] save() {
    return vgic.save();
  }

  /// Takes what [#save] gave.
  void restore(long[] state) {
    vgic.restore(state);
  }

  /// What is kept of the vCPU's interrupts while it is not in KVM_RUN.
  ///
  /// @param saved its registers
  VcpuGicState state(RegisterFile saved) {
    List<VgicIrq> spis = vgic.queued().stream().filter(IntId::isSpi).map(vgic::irq).toList();
    return new VcpuGicState(
        VcpuState.list(vgic.save()),
        spis,
        saved.read(MACHINE_CONTROL),
        saved.read(ACTIVE_PRIORITIES));
  }

  /// User space restores that, but for SPIs.
  void restore(VcpuGicState state, RegisterFile saved) {
    vgic.restore(VcpuState.array(state.privates()));
    saved.assign(MACHINE_CONTROL, state.machineControl());
    saved.assign(ACTIVE_PRIORITIES, state.activePriorities());
  }

  /// User space gives the vGIC anew what `fresh` has, and the guest what it enables of it.
  void reset(VcpuInterrupts fresh) {
    fresh.monitorIntid(monitorIntid, true, keeper);
    restore(fresh.save());
  }

  VcpuInterrupts copy() {
    VcpuInterrupts copy = new VcpuInterrupts(vgic.copy(), timers, listRegisters, setUp);
    copy.monitorIntid = monitorIntid;
    copy.monitorLine = monitorLine;
    copy.timerLinesHigh = timerLinesHigh;
    copy.interfaceTraps = interfaceTraps;
    copy.keeper = keeper;
    return copy;
  }

  /// User space has given the PMU this interrupt. An SPI is kept by the distributor.
  ///
  /// @param enables whether the guest enables it; one that was elsewhere has done as it likes
  void monitorIntid(
      int intid, boolean enables, @Nullable ActorRef<SharedInterrupts.Command> distributor) {
    if (IntId.isSpi(intid)) {
      keeper = distributor;
    } else {
      vgic.claim(intid, IrqOwner.PMU);
      enable(enables ? 1 << intid : 0);
    }
    monitorIntid = intid;
  }

  /// The physical lines of timers that are high, as INTIDs in bits, as the PE last said.
  void timerLines(int high) {
    timerLinesHigh = high;
  }

  /// User space drives a PPI, which does nothing to one that a device in the kernel owns. Says
  /// whether the vCPU must be told.
  boolean userInput(int intid, boolean level) {
    return vgic.inject(intid, level, IrqOwner.USER_SPACE);
  }

  /// An SGI arrives; whether the vCPU must be told.
  boolean receiveSgi(int intid) {
    return vgic.receiveSgi(intid, true);
  }

  /// A timer's output changes (`kvm_timer_update_irq`); whether the vCPU must be told.
  boolean timerOutput(GuestTimer timer, boolean level) {
    return vgic.inject(timers.of(timer), level, IrqOwner.TIMER);
  }

  /// The level of the PMU's interrupt changes; whether the vCPU must be told.
  ///
  /// Of an SPI the distributor hears, which may have it, or know who does. Here it changes at once,
  /// so that what the guest has quietened by now is not taken for pending.
  boolean monitorOutput(boolean level) {
    if (!IntId.isSpi(monitorIntid)) {
      return vgic.inject(monitorIntid, level, IrqOwner.PMU);
    }
    if (level == monitorLine) {
      return false;
    }
    monitorLine = level;
    Objects.requireNonNull(keeper).tell(new SharedInterrupts.Command.Driven(monitorIntid, level));
    return vgic.isQueued(monitorIntid) && vgic.inject(monitorIntid, level, IrqOwner.PMU);
  }

  /// What others say of the line of the vCPU's own PMU may be late: the level is as it is here.
  private boolean driveMonitorSpi() {
    return vgic.isQueued(monitorIntid) && vgic.inject(monitorIntid, monitorLine, IrqOwner.PMU);
  }

  /// The vCPU has SPE (KVM_ARM_VCPU_SPE_INIT).
  ///
  /// @param enables as for [#monitorIntid]
  void addProfiling(int intid, boolean enables) {
    vgic.claim(intid, IrqOwner.SPE);
    enable(enables ? 1 << intid : 0);
  }

  /// The level of the profiling buffer's interrupt changes; whether the vCPU must be told.
  boolean profilingOutput(int intid, boolean level) {
    return vgic.inject(intid, level, IrqOwner.SPE);
  }

  /// Whether the physical interrupt of a timer must be active while the vCPU is resident: the guest
  /// handles it, or is about to (`kvm_timer_vcpu_load_gic`).
  boolean timerActive(GuestTimer timer, boolean level) {
    return level || vgic.irq(timers.of(timer)).active();
  }

  /// Whether WFI returns at once (`kvm_vgic_vcpu_pending_irq`).
  ///
  /// @param saved what the guest left
  boolean pending(RegisterFile saved) {
    return pending(saved.read(MACHINE_CONTROL));
  }

  /// As the other.
  ///
  /// @param machineControl ICH_VMCR_EL2 of the guest
  boolean pending(long machineControl) {
    return vgic.pendingIrq(IchVmcr.priorityMask(machineControl));
  }

  /// The word at an offset of the redistributor's frames.
  int readFrame(VcpuRedistributor of, int offset) {
    return of.frame().read(vgic, offset, new TimerSide(timerLinesHigh));
  }

  /// Writes the word at an offset of the redistributor's frames; whether the vCPU must be told. For
  /// the timer's physical interrupt, what that means is left to do.
  boolean writeFrame(VcpuRedistributor of, int offset, int value, BeforeEntry beforeEntry) {
    TimerSide sides = new TimerSide(timerLinesHigh);
    boolean queued = of.frame().write(vgic, offset, value, sides);
    int changed = sides.activates | sides.deactivates;
    if (changed != 0) {
      beforeEntry.add(new KernelWork.SetTimersActive(changed, sides.activates));
    }
    return queued;
  }

  /// A sibling's guest accesses a word of the frames; whether the vCPU must be told.
  boolean access(Vcpu.Command.FrameAccess access, BeforeEntry beforeEntry) {
    int offset = access.access().register().offset();
    boolean queued = false;
    int read = 0;
    switch (access.access()) {
      case GuestOperation.WriteGic(_, _, long value) ->
          queued = writeFrame(access.frame(), offset, (int) value, beforeEntry);
      case GuestOperation.ReadGic _ -> read = readFrame(access.frame(), offset);
    }
    access.asker().tell(new SharedInterrupts.Command.Word(read));
    return queued;
  }

  /// Something is done to an SPI, if it is on the list; the asker learns what it is then. Says
  /// whether the vCPU must be told.
  boolean change(int intid, IrqChange change, ActorRef<SharedInterrupts.Command> asker) {
    boolean here = vgic.isQueued(intid);
    boolean queued = here && vgic.change(intid, change);
    queued |= intid == monitorIntid && driveMonitorSpi();
    asker.tell(new SharedInterrupts.Command.Found(intid, here ? vgic.irq(intid) : null));
    return queued;
  }

  /// The distributor is switched on or off; whether the vCPU must be told.
  boolean distributor(boolean on, ActorRef<SharedInterrupts.Command> asker) {
    asker.tell(new SharedInterrupts.Command.Aware());
    return vgic.distributor(on, ALL_PRIORITIES);
  }

  /// An SPI comes onto the list, or goes back at once if it does not belong there. Says whether the
  /// vCPU must be told.
  boolean adopt(VgicIrq irq, ActorRef<SharedInterrupts.Command> from) {
    keeper = from;
    boolean adopted = vgic.adopt(irq.intid() == monitorIntid ? irq.withLine(monitorLine) : irq);
    if (!adopted) {
      giveBack(irq);
    }
    return adopted;
  }

  /// An SPI is raised; one that has left the list goes on where it is kept. Says whether the vCPU
  /// must be told.
  boolean raise(int intid, int target) {
    if (vgic.isQueued(intid)) {
      vgic.retarget(intid, target);
      boolean queued = vgic.inject(intid, true, IrqOwner.USER_SPACE);
      // Behind an edge the line is low again, which a guest notices that has made it a level.
      boolean _ = vgic.inject(intid, false, IrqOwner.USER_SPACE);
      return queued;
    }
    Objects.requireNonNull(keeper).tell(new SharedInterrupts.Command.Missed(intid));
    return false;
  }

  private void giveBack(VgicIrq irq) {
    Objects.requireNonNull(keeper).tell(new SharedInterrupts.Command.Left(irq));
  }

  /// INTIDs on the list of active and pending interrupts.
  List<Integer> listed() {
    return vgic.queued();
  }

  /// `kvm_vgic_flush_hwstate`: writes the saved list registers and says how many are in use.
  int flush(RegisterFile saved) {
    Flush flush = vgic.flush(listRegisters.length);
    int used = flush.registers().size();
    for (int n = 0; n < used; n++) {
      saved.assign(listRegisters[n], flush.registers().get(n).encode());
    }
    saved.assign(HYP_CONTROL, IchHcr.EN | interfaceTraps | (flush.underflow() ? IchHcr.UIE : 0));
    return used;
  }

  /// `kvm_vgic_sync_hwstate`: reads the saved list registers back. Says which physical interrupts
  /// of timers have to become inactive, as INTIDs in bits.
  int sync(RegisterFile saved, int used) {
    List<ListRegister> registers = new ArrayList<>(used);
    for (int n = 0; n < used; n++) {
      registers.add(ListRegister.decode(saved.read(listRegisters[n])));
    }
    TimerSide timers = new TimerSide(timerLinesHigh);
    Synced synced = vgic.sync(registers, timers);
    synced.ended().forEach(this::stateEnd);
    synced.leaving().forEach(this::giveBack);
    return timers.deactivates;
  }

  private void stateEnd(int intid) {
    Objects.requireNonNull(keeper).tell(new SharedInterrupts.Command.Ended(intid));
  }

  /// The physical side of the timers as it was when the guest was left.
  private static final class TimerSide implements PhysicalIrqs {
    private final int linesHigh;
    private int activates;
    private int deactivates;

    TimerSide(int linesHigh) {
      this.linesHigh = linesHigh;
    }

    @Override
    public boolean isLineHigh(int pintid) {
      return (linesHigh & 1 << pintid) != 0;
    }

    @Override
    public void setActive(int pintid, boolean active) {
      activates |= active ? 1 << pintid : 0;
      deactivates |= active ? 0 : 1 << pintid;
    }

    @Override
    public void clearPending(int pintid) {
      // A timer's pending state is its line and nothing else.
    }
  }
}
