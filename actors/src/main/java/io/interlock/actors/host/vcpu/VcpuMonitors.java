package io.interlock.actors.host.vcpu;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.GuestExit;
import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.MonitorView;
import io.interlock.actors.host.Vcpu;
import io.interlock.actors.host.VcpuState;
import io.interlock.actors.host.guest.GuestRegisters;
import io.interlock.actors.host.plan.RunSettings;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.MonitorControl;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.VirtualPmu;
import io.interlock.hypervisor.pmu.emulated.GuestMonitors;
import io.interlock.hypervisor.pmu.uapi.EventFilter;
import io.interlock.hypervisor.pmu.uapi.OwnCounters;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.PeRegisters;
import io.interlock.hypervisor.program.Routine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A vCPU's own performance counters: their registers in memory, and what the thread knows of those
/// in hardware.
final class VcpuMonitors {
  private static final SysReg MONITOR_CONTROL = SysReg.named("MDCR_EL2");
  private static final SysReg READ_TRAPS = SysReg.named("HDFGRTR_EL2");
  private static final SysReg WRITE_TRAPS = SysReg.named("HDFGWTR_EL2");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");

  /// Flush and sync find the line without the PE.
  private static final PeRegisters UNREACHABLE =
      new PeRegisters(new RegisterFile(), new RegisterFile());

  private transient VirtualPmu memory;
  private final EmulatedMonitors emulated;
  private final transient RunSettings settings;
  private @Nullable MonitorView hardware;
  private @Nullable MonitorView ofAnyone;

  VcpuMonitors(RegisterFile saved, RunSettings settings) {
    this(settings, new VirtualPmu(saved, settings.partition()), new EmulatedMonitors());
  }

  private VcpuMonitors(RunSettings settings, VirtualPmu memory, EmulatedMonitors emulated) {
    this.settings = settings;
    this.memory = memory;
    this.emulated = emulated;
  }

  /// The emulated PMU, if the vCPU has one.
  EmulatedMonitors emulated() {
    return emulated;
  }

  /// The VM is configured. The result is the INTID of the guest's PMU interrupt, that of none if it
  /// has no PMU.
  ///
  /// @param before what the vCPU was on another host, null where it begins
  int configure(
      @Nullable GuestMonitors itsOwn, @Nullable OwnCounters counters, @Nullable VcpuState before) {
    if (counters != null) {
      memory = before == null ? memory.settled(counters) : memory.moved(counters);
    }
    int ofEmulated = emulated.configure(itsOwn, before == null ? List.of() : before.monitors());
    return partitioned() ? memory.intid() : ofEmulated;
  }

  /// The vCPU begins anew, with the registers of reset in memory.
  ///
  /// @param byUser whether user space does it, and gives registers anew what it gave them at first
  void reset(boolean byUser) {
    hardware = null;
    ofAnyone = null;
    memory = memory.reset(byUser);
    emulated.reset(byUser);
  }

  /// Which accesses of a guest will trap singly.
  static void reset(RegisterFile saved, PmuPartition partition) {
    saved.assign(READ_TRAPS, partition.readTraps());
    saved.assign(WRITE_TRAPS, partition.writeTraps());
  }

  /// What user space gets of the saved registers: what the guest wrote, rather than what KVM's
  /// filter has left of it.
  RegisterFile given(RegisterFile saved) {
    RegisterFile given = saved.copy();
    memory.giveWritten(given);
    return given;
  }

  /// States the values of the PMU's registers with which the guest begins.
  ///
  /// @param again whether it begins anew; else those that are 0 need no mention
  void introduce(Sim<Vcpu.Command> sim, VcpuId id, boolean again) {
    for (int slot = 0; partitioned() && slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      long value = Pmu.contains(register) ? memory.written(register) : 0;
      if (value != 0 || (again && Pmu.contains(register))) {
        sim.state(new Fact.MonitorSet(id, register, value));
      }
    }
    if (partitioned()) {
      sim.state(new Fact.CountersGiven(id, memory.partition().guestCounters(), memory.intid()));
      EventFilter filter = memory.filter();
      if (filter != null) {
        sim.state(new Fact.FilterGiven(id, filter));
      }
    }
  }

  /// The same over a copy of the saved registers.
  VcpuMonitors copy(RegisterFile copied) {
    VcpuMonitors copy = new VcpuMonitors(settings, memory.over(copied), emulated.copy());
    copy.hardware = hardware;
    copy.ofAnyone = ofAnyone;
    return copy;
  }

  /// `vcpu->cpu` is set to the PE that the thread is on.
  KernelWork setRunning() {
    return new KernelWork.SetRunning(partitioned() ? memory.intid() : 0);
  }

  /// Whether the guest has counters of its own.
  boolean partitioned() {
    return settings.partition().exists();
  }

  /// What hardware is to have where the guest writes `value`.
  long applied(SysReg register, long value) {
    return memory.applied(register, value);
  }

  /// Whether an access that traps is to a counter that the guest does not have.
  boolean lacks(SysReg register) {
    return memory.lacks(register);
  }

  /// Whether the guest's counters become its own by this exit.
  boolean claims(GuestExit exit, SavedState saved) {
    return partitioned()
        && !saved.guestOwned()
        && exit.reason() == ExitReason.SYSTEM_REGISTER
        && GuestRegisters.isOfMonitors(exit.trapped());
  }

  /// The vCPU is about to be loaded on this PE.
  void load(SavedState saved, int pe) {
    hardware = null;
    ofAnyone = null;
    control(saved, settings.monitorControl(pe));
  }

  /// The guest's counters are its own from now on, on this PE (`kvm_pmu_set_guest_owned`).
  void own(SavedState saved, int pe) {
    saved.guestOwned(true);
    control(saved, settings.monitorControl(pe));
  }

  private void control(SavedState saved, long monitorControl) {
    long value =
        partitioned()
            ? MonitorControl.limited(monitorControl, memory.partition().guestCounters())
            : monitorControl;
    boolean traps = partitioned() && !saved.guestOwned();
    saved.saved().assign(MONITOR_CONTROL, traps ? MonitorControl.trapping(value) : value);
  }

  /// What the PE says of its registers; null while the guest's counters are in memory. Says whether
  /// the guest's interrupt is high.
  boolean seen(@Nullable MonitorView view) {
    ofAnyone = view;
    hardware = view == null || !view.ofGuest() ? null : view;
    emulated.seen(view);
    return interruptLine();
  }

  /// The PE's answers go to memory; states if that overwrites what an overflow's handler has added.
  void answered(Sim<Vcpu.Command> sim, VcpuId id, SavedState saved, Vcpu.Command.Executed answer) {
    long before = saved.saved().read(OVERFLOWS);
    saved.answered(answer.answers());
    boolean _ = seen(answer.monitors());
    emulated.returned(answer.returned());
    long forgotten = before & ~saved.saved().read(OVERFLOWS);
    if (forgotten != 0 && partitioned() && sim.observed()) {
      sim.state(new Fact.OverflowForgotten(id, forgotten));
    }
  }

  /// A trapped write, the part that concerns memory.
  void write(SysReg register, long value) {
    memory.write(register, value);
  }

  /// What a trapped read returns. While the counters are in hardware that is `inHardware`; the
  /// guest's overflows are partly there and partly in memory, and what its events are before the
  /// filter only memory knows.
  long read(SysReg register, long inHardware) {
    boolean remembered =
        GuestRegisters.isFilter(register) || settings.hooks().onlyInMemory(register);
    if (hardware == null || remembered) {
      return memory.read(register);
    }
    boolean overflows = register.slot() == OVERFLOWS.slot();
    return overflows ? inHardware | memory.read(register) : memory.identified(register, inHardware);
  }

  /// An emulated PMU has interrupted; says whether the vCPU must not go to sleep.
  boolean interrupted(@Nullable MonitorView view, VcpuAttention attention) {
    boolean wanted = seen(view);
    if (wanted) {
      attention.requestInterrupts();
    }
    return wanted;
  }

  /// The host took overflows of this guest from hardware; says whether the vCPU must not go to
  /// sleep.
  boolean overflowed(long counters, VcpuAttention attention) {
    if (settings.hooks().interrupt().contains(KernelStep.PMU_RECORD)) {
      memory.overflowed(counters);
    }
    boolean wanted = interruptLine();
    if (wanted && settings.hooks().interrupt().contains(KernelStep.PMU_REQUEST)) {
      attention.requestInterrupts();
    }
    return wanted && settings.hooks().interrupt().contains(KernelStep.PMU_UNBLOCK);
  }

  /// The level of the guest's interrupt, as flush and sync find it.
  ///
  /// @param steps carries out what the programs do to find it
  boolean line(SavedState saved, LineSteps steps) {
    Routine routine = settings.hooks().line();
    if (routine == null) {
      return interruptLine();
    }
    boolean[] level = {false};
    routine.run(
        UNREACHABLE,
        saved,
        step -> {
          switch (step) {
            case PMU_LINE -> level[0] = interruptLine();
            case PMU_LINE_RECORDED -> level[0] = recordedInterruptLine(hardware);
            case PMU_LINE_HARDWARE -> level[0] = recordedInterruptLine(ofAnyone);
            default -> steps.perform(step);
          }
        });
    return level[0];
  }

  /// Steps on the way to the level of the guest's interrupt that are not about it.
  interface LineSteps {
    void perform(KernelStep step);
  }

  /// The level of the guest's overflow interrupt, by those overflows alone that are in memory. What
  /// switches them on is in hardware; nothing is there for a guest that has taken its counters just
  /// now.
  private boolean recordedInterruptLine(@Nullable MonitorView view) {
    return view != null && memory.interruptLine(view.control(), view.interrupts(), 0);
  }

  /// The level of the guest's overflow interrupt.
  private boolean interruptLine() {
    if (emulated.exist()) {
      return emulated.interruptLine();
    }
    MonitorView view = hardware;
    return view == null
        ? memory.interruptLine()
        : memory.interruptLine(view.control(), view.interrupts(), view.overflows());
  }
}
