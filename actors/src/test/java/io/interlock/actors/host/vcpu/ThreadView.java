package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.plan.RunSettings;
import io.interlock.hardware.register.RegisterFile;

/// The state of a vCPU, to look at.
///
/// @param state as the engine keeps it
public record ThreadView(Object state) {

  /// What KVM has of its registers in memory.
  public RegisterFile savedRegisters() {
    return ((VcpuThread) state).savedRegisters();
  }

  /// What KVM has in memory of the first vCPU of the first VM of a host with VHE before it runs.
  public static RegisterFile atFirst(RunSettings settings) {
    RegisterFile registers = VcpuReset.registers(0, 0, true);
    VcpuReset.timerTraps(registers, settings);
    var _ = VcpuInterrupts.none(0, settings, registers);
    return registers;
  }
}
