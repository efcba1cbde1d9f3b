package io.interlock.actors.host;

import io.interlock.hardware.gic.IchRegisters;
import io.interlock.hardware.register.RegisterAccess;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;

/// The system registers of a PE as software and the guest reach them.
///
/// It is also where the virtual CPU interface keeps its state, and it notices writes that concern
/// the virtual timer.
final class PeHardware implements RegisterAccess, IchRegisters {
  private static final SysReg HCR = SysReg.named("ICH_HCR_EL2");
  private static final SysReg VMCR = SysReg.named("ICH_VMCR_EL2");
  private static final SysReg AP1R = SysReg.named("ICH_AP1R0_EL2");

  private final RegisterFile file;
  private final SysReg[] listRegisters;
  private boolean timerWritten;

  PeHardware(RegisterFile file, int listRegisterCount) {
    this.file = file;
    this.listRegisters = new SysReg[listRegisterCount];
    for (int n = 0; n < listRegisterCount; n++) {
      listRegisters[n] = SysReg.named("ICH_LR" + n + "_EL2");
    }
  }

  /// Independent registers with equal values.
  PeHardware copy() {
    PeHardware copy = new PeHardware(file.copy(), listRegisters.length);
    copy.timerWritten = timerWritten;
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

  @Override
  public long read(SysReg register) {
    return file.read(register);
  }

  @Override
  public void write(SysReg register, long value) {
    file.write(register, value);
    timerWritten |= TimerLine.watches(register);
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
