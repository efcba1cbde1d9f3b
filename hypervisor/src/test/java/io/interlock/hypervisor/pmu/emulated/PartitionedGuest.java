package io.interlock.hypervisor.pmu.emulated;

import io.interlock.hardware.pmu.EventMix;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuFeature;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.MonitorControl;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.VirtualPmu;
import java.util.Map;

/// A guest with counters of its own on a PE that has two more, while it is loaded. KVM keeps
/// account of the overflows that its handler takes from hardware.
final class PartitionedGuest implements MonitoredGuest {
  private static final PmuPartition PARTITION = new PmuPartition(6);
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");
  private static final SysReg CLEAR_OVERFLOWS = SysReg.named("PMOVSCLR_EL0");
  private static final SysReg INTERRUPTS = SysReg.named("PMINTENSET_EL1");
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final EventMix MIX =
      EventMix.of(Map.of(PmuEvent.INST_RETIRED, 1000, PmuEvent.MEM_ACCESS, 250));

  private final Pmu hardware;
  private final VirtualPmu memory = new VirtualPmu(new RegisterFile(), PARTITION);
  private long ran;
  private int kicks;

  PartitionedGuest(PmuVersion version) {
    RegisterFile file = new RegisterFile();
    file.assign(
        SysReg.named("MDCR_EL2"), new MonitorControl(8).ofPartitionedGuest(PARTITION, true));
    hardware = new Pmu(file, PmuModel.plain(8, version).with(PmuFeature.FINE_GRAINED_TRAPS));
  }

  @Override
  public void set(String name, long value) {
    SysReg register = SysReg.named(name);
    hardware.write(register, value, ExceptionLevel.EL1);
    memory.write(register, value);
  }

  @Override
  public long get(String name) {
    SysReg register = SysReg.named(name);
    long value = hardware.read(register, ExceptionLevel.EL1);
    return register.slot() == OVERFLOWS.slot() ? value | memory.read(register) : value;
  }

  @Override
  public void run(long cycles) {
    long left = cycles;
    while (left > 0) {
      long due = hardware.cyclesUntilInterrupt(MIX, ran, ExceptionLevel.EL1);
      long stretch = Math.min(left, due);
      long _ = hardware.run(MIX, ran, stretch, ExceptionLevel.EL1);
      ran += stretch;
      left -= stretch;
      if (hardware.interruptLine()) {
        interrupt();
      }
    }
  }

  private void interrupt() {
    long found = hardware.interrupting();
    hardware.write(CLEAR_OVERFLOWS, found, ExceptionLevel.EL2);
    memory.overflowed(found & PARTITION.guestMask());
    kicks += interruptLine() ? 1 : 0;
  }

  @Override
  public int kicks() {
    return kicks;
  }

  @Override
  public boolean interruptLine() {
    return memory.interruptLine(
        hardware.read(CONTROL, ExceptionLevel.EL2),
        hardware.read(INTERRUPTS, ExceptionLevel.EL2),
        hardware.read(OVERFLOWS, ExceptionLevel.EL2));
  }
}
