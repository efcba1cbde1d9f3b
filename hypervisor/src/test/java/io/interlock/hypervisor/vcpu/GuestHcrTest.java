package io.interlock.hypervisor.vcpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GuestHcrTest {
  /// The bits by their numbers in `arch/arm64/include/asm/kvm_arm.h` of Linux 6.12: VM 0, SWIO 1,
  /// PTW 2, FMO 3, IMO 4, AMO 5, FB 9, BSU_IS 10, TWI 13, TWE 14, TID3 18, TSC 19, TIDCP 20,
  /// TACR 21, TSW 22, RW 31, TLOR 35.
  private static final long HCR_GUEST_FLAGS = 0x8_807C_663FL;

  private static final long HCR_E2H = 1L << 34;

  @Test
  void guestOfAKernelAtEl1HasTheFlagsOfTheHeader() {
    assertEquals(HCR_GUEST_FLAGS, GuestHcr.reset(false));
  }

  @Test
  void guestOfAKernelAtEl2HasE2hBeside() {
    assertEquals(HCR_GUEST_FLAGS | HCR_E2H, GuestHcr.reset(true));
  }

  @Test
  void wfiTraps() {
    assertEquals(1 << 13, GuestHcr.TWI);
  }
}
