package io.interlock.hypervisor.spe;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.SpuModel;

/// An SPU that the host's driver has registered with KVM (`kvm_host_spe_init`).
///
/// @param type the number perf gave its PMU, by which user space names it
/// @param supportedCpus where it can be used
/// @param bufferBytesMax what its hardware or firmware allows for a buffer; 0 is no limit
public record HostSpu(int type, CpuSet supportedCpus, SpuModel model, long bufferBytesMax) {}
