package io.interlock.actors.host;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.BufferRules;

/// What a VM's SPE is like, as its vCPUs know it from their first run on.
///
/// @param buffer what writes to the buffer's registers are held to
/// @param ownLimitRes0 bits of PMBLIMITR_EL1 that are RES0 by the VM's own identification registers
/// @param spuCpus where its SPU is
/// @param samplingIdentification PMSIDR_EL1
/// @param bufferIdentification PMBIDR_EL1
/// @param samplingControl PMSCR_EL2 while its guests run
public record ProfilingRules(
    BufferRules buffer,
    long ownLimitRes0,
    CpuSet spuCpus,
    long samplingIdentification,
    long bufferIdentification,
    long samplingControl) {
  /// The same with other bits of PMBLIMITR_EL1 that are RES0.
  public ProfilingRules withLimitRes0(long res0) {
    BufferRules rules =
        new BufferRules(
            buffer.check(),
            res0,
            buffer.recordBytesMax(),
            buffer.alignmentBytes(),
            buffer.bufferBytesMax());
    return new ProfilingRules(
        rules,
        ownLimitRes0,
        spuCpus,
        samplingIdentification,
        bufferIdentification,
        samplingControl);
  }
}
