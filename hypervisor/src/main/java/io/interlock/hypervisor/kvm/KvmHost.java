package io.interlock.hypervisor.kvm;

import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.identity.HostIdentity;
import io.interlock.hypervisor.pmu.uapi.PmuHost;

/// What a VM finds on its host.
///
/// @param pmus the PMUs, and which version of their interface there is
/// @param ipaBits size of a guest's physical address space, 32 to 52
/// @param counter the system counter
/// @param listRegisters 1 to 16
/// @param identity what its CPUs say of themselves
public record KvmHost(
    PmuHost pmus, int ipaBits, SystemCounter counter, int listRegisters, HostIdentity identity) {
  /// The size that a VM gets that asks for none.
  public static final int IPA_BITS_DEFAULT = 40;

  /// The same host, for a VM with that many bits of guest physical address.
  public KvmHost withIpaBits(int bits) {
    return new KvmHost(pmus, bits, counter, listRegisters, identity);
  }
}
