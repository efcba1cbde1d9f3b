package io.interlock.hypervisor.spe;

import static io.interlock.hardware.spe.SpeRegisters.LIMIT_FM;
import static io.interlock.hardware.spe.SpeRegisters.LIMIT_NVM;

/// Which bits of PMBLIMITR_EL1 a guest cannot write (`kvm_spe_compute_pmblimitr_el1_res0_mask`).
///
/// @param discardMode whether the guest's ID registers show SPEv1.2
/// @param physicalPointers whether they show FEAT_SPE_nVM
/// @param granule4k whether they show translation granules of 4 KiB
/// @param granule16k whether they show translation granules of 16 KiB
public record LimitBits(
    boolean discardMode, boolean physicalPointers, boolean granule4k, boolean granule16k) {
  /// RES0 for every guest: bits 11 to 8 and 6 to 3, PMFZ among them.
  public static final long ALWAYS_RES0 = 0xF78;

  private static final long BELOW_16K = 0x3000;
  private static final long BELOW_64K = 0xF000;

  /// The bits that are RES0 for this guest.
  public long res0() {
    long mask = ALWAYS_RES0;
    mask |= discardMode ? 0 : LIMIT_FM.mask();
    mask |= physicalPointers ? 0 : LIMIT_NVM;
    if (granule4k) {
      return mask;
    }
    return mask | (granule16k ? BELOW_16K : BELOW_64K);
  }

  /// The mask of all VMs after one more has run for the first time, as patch 25/35 keeps it: in one
  /// variable that only grows.
  public long addedTo(long sharedMask) {
    return sharedMask | res0();
  }
}
