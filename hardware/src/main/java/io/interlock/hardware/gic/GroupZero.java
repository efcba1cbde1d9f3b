package io.interlock.hardware.gic;

import io.interlock.hardware.register.SysReg;

/// The ICC registers that keep nothing for a guest whose interrupts are all in group 1: those of
/// group 0, the active priorities that five bits of priority do not need, and what only looks.
public final class GroupZero {
  private static final SysReg HIGHEST_PENDING = SysReg.named("ICC_HPPIR1_EL1");

  private GroupZero() {}

  /// Whether the register is one of them.
  public static boolean contains(SysReg register) {
    return switch (register.name()) {
      case "ICC_IAR0_EL1", "ICC_EOIR0_EL1", "ICC_HPPIR0_EL1", "ICC_HPPIR1_EL1", "ICC_AP0R0_EL1" ->
          true;
      default -> isBeyondPriorities(register);
    };
  }

  /// Whether an access is UNDEFINED: there is no such register, or it cannot be accessed so.
  public static boolean isUndefined(SysReg register, boolean write) {
    return isBeyondPriorities(register) || !(write ? register.writable() : register.readable());
  }

  /// What a read returns that is not UNDEFINED. A write does nothing.
  public static long read(SysReg register, IchRegisters registers) {
    if (register == HIGHEST_PENDING) {
      return new VirtualCpuInterface(registers).highestPending();
    }
    return register.name().equals("ICC_AP0R0_EL1") ? 0 : IntId.SPURIOUS;
  }

  /// ICC_AP0R1_EL1 to ICC_AP1R3_EL1, which are for more bits of priority.
  private static boolean isBeyondPriorities(SysReg register) {
    return register.name().matches("ICC_AP[01]R[1-3]_EL1");
  }
}
