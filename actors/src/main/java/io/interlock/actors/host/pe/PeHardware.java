package io.interlock.actors.host.pe;

import io.interlock.hardware.gic.IchRegisters;
import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.register.RegisterAccess;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.ProfilingUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The system registers of a PE as software and the guest reach them.
///
/// It is also where the virtual CPU interface keeps its state and the PMU its registers, and it
/// notices writes that concern the virtual timer and the PMU.
final class PeHardware implements RegisterAccess, IchRegisters {
  private static final SysReg HCR = SysReg.named("ICH_HCR_EL2");
  private static final SysReg VMCR = SysReg.named("ICH_VMCR_EL2");
  private static final SysReg AP1R = SysReg.named("ICH_AP1R0_EL2");

  /// Whether a register in a slot is only stored when it is written, which goes for most.
  private static final boolean[] INERT = inert();

  private final RegisterFile file;
  private final transient SysReg[] listRegisters;
  private final Pmu pmu;
  private final @Nullable ProfilingUnit profiling;
  private boolean timerWritten;
  private boolean monitorsWritten;
  private boolean profilingWritten;

  PeHardware(RegisterFile file, int listRegisterCount, Pmu pmu, @Nullable ProfilingUnit profiling) {
    this.file = file;
    this.pmu = pmu;
    this.profiling = profiling;
    this.listRegisters = new SysReg[listRegisterCount];
    for (int n = 0; n < listRegisterCount; n++) {
      listRegisters[n] = SysReg.named("ICH_LR" + n + "_EL2");
    }
  }

  private static boolean[] inert() {
    boolean[] inert = new boolean[SysReg.slotCount()];
    Arrays.fill(inert, true);
    for (SysReg register : SysReg.all()) {
      inert[register.slot()] &=
          register.writeEffect() == SysReg.WriteEffect.REPLACE
              && !Pmu.watches(register)
              && !ProfilingUnit.contains(register)
              && !TimerLine.watches(register);
    }
    return inert;
  }

  /// Independent registers with equal values.
  PeHardware copy() {
    RegisterFile copied = file.copy();
    ProfilingUnit unit = profiling == null ? null : profiling.over(copied);
    PeHardware copy = new PeHardware(copied, listRegisters.length, pmu.over(copied), unit);
    copy.timerWritten = timerWritten;
    copy.monitorsWritten = monitorsWritten;
    copy.profilingWritten = profilingWritten;
    return copy;
  }

  RegisterFile file() {
    return file;
  }

  /// Whether a register of the virtual timer was written since this was last asked.
  boolean takeTimerWritten() {
    boolean written = timerWritten;
    timerWritten = false;
    return written;
  }

  Pmu pmu() {
    return pmu;
  }

  /// What [#takeMonitorsWritten] would say.
  boolean monitorsWritten() {
    return monitorsWritten;
  }

  /// Whether the host wrote a register since this was last asked that can move the PMU's line.
  boolean takeMonitorsWritten() {
    boolean written = monitorsWritten;
    monitorsWritten = false;
    return written;
  }

  /// The unit that samples what the PE executes; null on a PE without SPE.
  @Nullable ProfilingUnit profilingUnit() {
    return profiling;
  }

  /// Whether the host wrote a register of the profiling unit since this was last asked.
  boolean takeProfilingWritten() {
    boolean written = profilingWritten;
    profilingWritten = false;
    return written;
  }

  /// How many list registers are not empty.
  int listRegistersHeld() {
    int held = 0;
    for (SysReg register : listRegisters) {
      held += file.read(register) == 0 ? 0 : 1;
    }
    return held;
  }

  @Override
  public long read(SysReg register) {
    return Pmu.contains(register) ? pmu.read(register, ExceptionLevel.EL2) : file.read(register);
  }

  @Override
  public void write(SysReg register, long value) {
    if (INERT[register.slot()]) {
      file.assign(register, value);
    } else if (Pmu.contains(register)) {
      pmu.write(register, value, ExceptionLevel.EL2);
      monitorsWritten = true;
    } else if (profiling != null && ProfilingUnit.contains(register)) {
      profiling.write(register, value);
      profilingWritten = true;
    } else {
      file.write(register, value);
      timerWritten |= TimerLine.watches(register);
      monitorsWritten |= Pmu.watches(register);
    }
  }

  @Override
  public int listRegisterCount() {
    return listRegisters.length;
  }

  @Override
  public long lr(int n) {
    return file.read(listRegisters[n]);
  }

  @Override
  public void writeLr(int n, long value) {
    file.write(listRegisters[n], value);
  }

  @Override
  public long hcr() {
    return file.read(HCR);
  }

  @Override
  public void writeHcr(long value) {
    file.write(HCR, value);
  }

  @Override
  public long vmcr() {
    return file.read(VMCR);
  }

  @Override
  public void writeVmcr(long value) {
    file.write(VMCR, value);
  }

  @Override
  public int ap1r() {
    return (int) file.read(AP1R);
  }

  @Override
  public void writeAp1r(int value) {
    file.write(AP1R, Integer.toUnsignedLong(value));
  }
}
