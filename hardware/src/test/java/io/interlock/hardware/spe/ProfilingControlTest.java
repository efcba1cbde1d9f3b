package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is sampled in the situations that a KVM host knows, with all sampling bits set.
class ProfilingControlTest {
  private static final BufferStatus RUNNING = new BufferStatus(0);
  private static final BufferStatus STOPPED = RUNNING.withOtherEvent(BufferStatus.BSC_FULL);

  // The situations: VHE host; guest under it with the buffer left to EL2; guest that owns the
  // buffer; back in the host with the guest's traps; host at EL1.
  @ParameterizedTest
  @CsvSource({
    "0, 1, EL2, true, true",
    "0, 0, EL2, true, true",
    "2, 0, EL1, false, true",
    "2, 1, EL1, false, false",
    "3, 0, EL1, false, true"
  })
  void ownerAndPopulation(
      int e2pb, int tge, ExceptionLevel owner, boolean hypervisor, boolean user) {
    RegisterFile file = allEnabled();
    set(file, "MDCR_EL2", "E2PB", e2pb);
    set(file, "HCR_EL2", "TGE", tge);
    assertEquals(owner, ProfilingControl.owner(file));
    assertEquals(hypervisor, ProfilingControl.isSampling(file, RUNNING, ExceptionLevel.EL2));
    assertEquals(user, ProfilingControl.isSampling(file, RUNNING, ExceptionLevel.EL0));
    assertEquals(user, ProfilingControl.isSampling(file, RUNNING, ExceptionLevel.EL1));
  }

  @ParameterizedTest
  @CsvSource({
    "PMSCR_EL2, E2SPE, 0, 1, EL2",
    "PMSCR_EL2, E0HSPE, 0, 1, EL0",
    "PMSCR_EL1, E0SPE, 2, 0, EL0",
    "PMSCR_EL1, E0SPE, 0, 0, EL0",
    "PMSCR_EL1, E1SPE, 2, 0, EL1",
    "PMSCR_EL1, E1SPE, 0, 0, EL1"
  })
  void eachLevelHasItsBit(String register, String bit, int e2pb, int tge, ExceptionLevel level) {
    RegisterFile file = allEnabled();
    set(file, "MDCR_EL2", "E2PB", e2pb);
    set(file, "HCR_EL2", "TGE", tge);
    set(file, register, bit, 0);
    assertFalse(ProfilingControl.isSampling(file, RUNNING, level));
  }

  @Test
  void theBufferIsEnabledWhileNothingStopsIt() {
    RegisterFile file = allEnabled();
    assertEquals(true, ProfilingControl.isBufferEnabled(file, RUNNING));
    assertFalse(ProfilingControl.isBufferEnabled(file, STOPPED));
    set(file, "PMBLIMITR_EL1", "E", 0);
    assertFalse(ProfilingControl.isBufferEnabled(file, RUNNING));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0, true, true, false",
    "1, 1, 0, 1, true, false, true",
    "1, 0, 1, 1, true, false, false",
    "0, 1, 1, 1, true, false, false",
    "1, 1, 1, 1, false, false, false",
    "1, 1, 1, 1, true, true, true"
  })
  void countersFreezeWhileAStoppedBufferAsksForIt(
      int enabled,
      int freeze,
      int first,
      int second,
      boolean stopped,
      boolean firstFrozen,
      boolean secondFrozen) {
    RegisterFile file = allEnabled();
    set(file, "PMBLIMITR_EL1", "E", enabled);
    set(file, "PMBLIMITR_EL1", "PMFZ", freeze);
    set(file, "PMCR_EL0", "FZS", first);
    set(file, "MDCR_EL2", "HPMFZS", second);
    BufferStatus status = stopped ? STOPPED : RUNNING;
    assertEquals(firstFrozen, ProfilingControl.freezes(file, status, true));
    assertEquals(secondFrozen, ProfilingControl.freezes(file, status, false));
  }

  private static RegisterFile allEnabled() {
    RegisterFile file = new RegisterFile();
    set(file, "PMBLIMITR_EL1", "E", 1);
    set(file, "PMSCR_EL1", "E0SPE", 1);
    set(file, "PMSCR_EL1", "E1SPE", 1);
    set(file, "PMSCR_EL2", "E0HSPE", 1);
    set(file, "PMSCR_EL2", "E2SPE", 1);
    return file;
  }

  private static void set(RegisterFile file, String register, String field, long value) {
    SysReg named = SysReg.named(register);
    file.assign(named, named.field(field).with(file.read(named), value));
  }
}
