package io.interlock.actors.host;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.VirtualPmu;
import org.jspecify.annotations.Nullable;

/// A vCPU's own performance counters: their registers in memory, and what the thread knows of those
/// in hardware.
final class VcpuMonitors {
  private static final SysReg MONITOR_CONTROL = SysReg.named("MDCR_EL2");
  private static final SysReg READ_TRAPS = SysReg.named("HDFGRTR_EL2");
  private static final SysReg WRITE_TRAPS = SysReg.named("HDFGWTR_EL2");
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");

  private final transient VirtualPmu memory;
  private final PmuPartition partition;
  private final EmulatedMonitors emulated;
  private @Nullable MonitorView hardware;

  VcpuMonitors(RegisterFile saved, PmuPartition partition) {
    this(new VirtualPmu(saved, partition), partition, new EmulatedMonitors());
  }

  private VcpuMonitors(VirtualPmu memory, PmuPartition partition, EmulatedMonitors emulated) {
    this.memory = memory;
    this.partition = partition;
    this.emulated = emulated;
  }

  /// The emulated PMU, if the vCPU has one.
  EmulatedMonitors emulated() {
    return emulated;
  }

  /// Which accesses of a guest will trap singly.
  static void reset(RegisterFile saved, PmuPartition partition) {
    saved.assign(READ_TRAPS, partition.readTraps());
    saved.assign(WRITE_TRAPS, partition.writeTraps());
  }

  /// States the values of the PMU's registers with which the guest begins.
  void introduce(Sim<Vcpu.Command> sim, VcpuId id, RegisterFile saved) {
    for (int slot = 0; partitioned() && slot < SysReg.slotCount(); slot++) {
      SysReg register = SysReg.inSlot(slot);
      if (Pmu.contains(register) && saved.read(register) != 0) {
        sim.state(new Fact.MonitorSet(id, register, saved.read(register)));
      }
    }
  }

  /// The same over a copy of the saved registers.
  VcpuMonitors copy(RegisterFile copied) {
    VcpuMonitors copy = new VcpuMonitors(memory.over(copied), partition, emulated.copy());
    copy.hardware = hardware;
    return copy;
  }

  /// Whether the guest has counters of its own.
  boolean partitioned() {
    return partition.exists();
  }

  /// The vCPU is about to be loaded on a PE where this is its MDCR_EL2.
  void load(RegisterFile saved, long monitorControl) {
    saved.assign(MONITOR_CONTROL, monitorControl);
    hardware = null;
  }

  /// What a PE says that has done some work.
  void answered(Vcpu.Command.Executed answer) {
    boolean _ = seen(answer.monitors());
    emulated.returned(answer.returned());
  }

  /// What the PE says of its registers; null while the guest's counters are in memory. Says whether
  /// the guest's interrupt is high.
  boolean seen(@Nullable MonitorView view) {
    hardware = view;
    emulated.seen(view);
    return interruptLine();
  }

  /// A trapped write, the part that concerns memory.
  void write(SysReg register, long value) {
    memory.write(register, value);
  }

  /// What a trapped read returns. While the counters are in hardware that is `inHardware`; the
  /// guest's overflows are partly there and partly in memory, and what its events are before the
  /// filter only memory knows.
  long read(SysReg register, long inHardware) {
    if (hardware == null || MonitorAccess.isFilter(register)) {
      return memory.read(register);
    }
    boolean overflows = register.slot() == OVERFLOWS.slot();
    return overflows ? inHardware | memory.read(register) : inHardware;
  }

  /// The host took overflows of this guest from hardware. Says whether its interrupt is high.
  boolean took(long counters) {
    memory.overflowed(counters);
    return interruptLine();
  }

  /// The level of the guest's overflow interrupt.
  boolean interruptLine() {
    if (emulated.exist()) {
      return emulated.interruptLine();
    }
    MonitorView view = hardware;
    return view == null
        ? memory.interruptLine()
        : memory.interruptLine(view.control(), view.interrupts(), view.overflows());
  }
}
