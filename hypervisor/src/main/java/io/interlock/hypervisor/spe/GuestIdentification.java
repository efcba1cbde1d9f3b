package io.interlock.hypervisor.spe;

import io.interlock.hardware.spe.Identification;
import io.interlock.hardware.spe.MaxBufferSize;
import io.interlock.hardware.spe.SpeRegisters;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.List;

/// What a guest reads in SPE's identification registers: a matter of the VM's configuration and of
/// no CPU that happens to run.
public final class GuestIdentification {
  private static final int VERSION_MAX = 6;

  private GuestIdentification() {}

  /// ID_AA64DFR0_EL1.PMSVer (`kvm_spe_get_pmsver_limit`). Assumed: the least of all SPUs that are
  /// registered; 0 if there is none.
  public static int version(List<HostSpu> spus) {
    return spus.stream()
        .mapToInt(spu -> Math.min(spu.model().version(), VERSION_MAX))
        .min()
        .orElse(0);
  }

  /// PMSIDR_EL1.
  public static long sampling(SpuModel model) {
    return Identification.sampling(model);
  }

  /// PMBIDR_EL1 with the size that user space allows (`kvm_spe_get_pmbidr_el1`).
  ///
  /// @param bufferBytesMax 0 is no limit
  public static long buffer(SpuModel model, long bufferBytesMax) {
    long value = Identification.buffer(model);
    value |= model.has(SpuFeature.NVM) ? Identification.BOTH_ADDRESS_MODES : 0;
    return SpeRegisters.PMBIDR_EL1
        .field("MaxBuffSize")
        .with(value, MaxBufferSize.floor(bufferBytesMax));
  }
}
