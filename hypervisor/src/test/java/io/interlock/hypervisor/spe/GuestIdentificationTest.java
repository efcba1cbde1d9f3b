package io.interlock.hypervisor.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestIdentificationTest {
  private static final long MIB = 1L << 20;
  private static final HostSpu USUAL = new HostSpu(8, CpuSet.of(0), SpuModel.USUAL, 0);
  private static final HostSpu UNUSUAL = new HostSpu(9, CpuSet.of(1), SpuModel.UNUSUAL, 0);

  @Test
  void theVersionIsTheLeastOfAllSpus() {
    assertEquals(2, GuestIdentification.version(List.of(USUAL, UNUSUAL)));
    assertEquals(5, GuestIdentification.version(List.of(UNUSUAL)));
    assertEquals(0, GuestIdentification.version(List.of()));
  }

  @Test
  void samplingIsThatOfTheChosenSpu() {
    assertEquals(0x0002_6417L, GuestIdentification.sampling(SpuModel.USUAL));
  }

  @Test
  void theBufferRegisterTellsTheLimitOfUserSpace() {
    assertEquals(0x0400_0000_0006L, GuestIdentification.buffer(SpuModel.USUAL, 4 * MIB));
    assertEquals(0x6, GuestIdentification.buffer(SpuModel.USUAL, 0));
  }

  @Test
  void onlyAnSpuThatTakesThemShowsPhysicalPointers() {
    var model = new SpuModel(6, 64, 64, 1024, 12, EnumSet.of(SpuFeature.FNE, SpuFeature.NVM));
    assertEquals(0x66, GuestIdentification.buffer(model, 0));
  }
}
