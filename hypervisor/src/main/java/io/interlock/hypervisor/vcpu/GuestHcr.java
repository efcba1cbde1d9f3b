package io.interlock.hypervisor.vcpu;

import io.interlock.hardware.register.SysReg;

/// HCR_EL2 as KVM gives it to a 64-bit guest (`vcpu_reset_hcr`): what traps, and who takes
/// interrupts.
///
/// Left out are the bits that stand for features which the model does not tell apart (RAS,
/// stage 2 write-back, traps of cache identification), and TVM, which is there only until the guest
/// turns its MMU on.
public final class GuestHcr {
  private static final SysReg HCR = SysReg.named("HCR_EL2");

  /// WFI traps.
  public static final long TWI = bit("TWI");

  /// WFE traps.
  public static final long TWE = bit("TWE");

  /// `HCR_GUEST_FLAGS` of Linux 6.12 (`arch/arm64/include/asm/kvm_arm.h`): stage 2 translation;
  /// traps of SMC, WFE, WFI, set/way operations, and of auxiliary, implementation-defined, LORegion
  /// and ID registers; interrupts come to EL2 and the guest takes virtual ones; barriers and
  /// maintenance reach the inner shareable domain; EL1 is AArch64.
  private static final long GUEST_FLAGS =
      bit("VM")
          | bit("SWIO")
          | bit("PTW")
          | bit("FMO")
          | bit("IMO")
          | bit("AMO")
          | bit("FB")
          | HCR.field("BSU").place(1)
          | TWI
          | TWE
          | bit("TID3")
          | bit("TSC")
          | bit("TIDCP")
          | bit("TACR")
          | bit("TSW")
          | bit("RW")
          | bit("TLOR");

  private GuestHcr() {}

  /// The value before the first run, on a host whose kernel runs at EL2 (`vhe`) or does not.
  public static long reset(boolean vhe) {
    return vhe ? GUEST_FLAGS | bit("E2H") : GUEST_FLAGS;
  }

  private static long bit(String field) {
    return HCR.field(field).mask();
  }
}
