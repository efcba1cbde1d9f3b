package io.interlock.hypervisor.spe;

/// What trapped writes to a guest's buffer registers are held to.
///
/// @param limitRes0 bits of PMBLIMITR_EL1 that are dropped; see [LimitBits]
/// @param recordBytesMax of the SPU
/// @param alignmentBytes of the SPU
/// @param bufferBytesMax what user space allows; 0 is no limit
public record BufferRules(
    BufferCheck check,
    long limitRes0,
    int recordBytesMax,
    int alignmentBytes,
    long bufferBytesMax) {

  /// The rules for a VM that is configured and has run.
  public static BufferRules of(BufferCheck check, long limitRes0, HostSpu spu, long bytesMax) {
    return new BufferRules(
        check, limitRes0, spu.model().recordBytesMax(), spu.model().alignmentBytes(), bytesMax);
  }
}
