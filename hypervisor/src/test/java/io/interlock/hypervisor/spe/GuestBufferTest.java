package io.interlock.hypervisor.spe;

import static io.interlock.hardware.spe.SpeRegisters.LIMIT_E;
import static io.interlock.hardware.spe.SpeRegisters.LIMIT_FM;
import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBPTR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferStatus;
import io.interlock.hardware.spe.ManagementEvent;
import io.interlock.hypervisor.spe.GuestBuffer.Written;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestBufferTest {
  private static final long MIB = 1L << 20;
  private static final long S = 1L << 17;
  private static final long DL = 1L << 19;
  private static final long DISCARD = LIMIT_FM.place(0b10);
  private static final int RECORD = 64;

  // pointer, limit, largest buffer in MiB, what patch 25/35 makes of it, what the manual does
  @ParameterizedTest
  @CsvSource({
    "10000, 11000, 4, OK, OK",
    "10FC0, 11000, 4, OK, OK",
    "11000, 11000, 4, FULL, FULL",
    "0, 0, 4, FULL, FULL",
    "FFFF800010000000, FFFF800010400000, 4, OK, OK",
    "FFFF800010000000, FFFF800010401000, 4, SIZE, SIZE",
    "FFFF800010000000, FFFF800010401000, 0, OK, OK",
    "FFFF800010000000, 0000800010400000, 4, FULL, FULL",
    "0000800010000000, FFFF800010400000, 4, FULL, FULL",
    "00FFFFFFFFFF0000, 0100000000000000, 4, FULL, FULL",
    "FFFFFFFFFFFFF000, 0, 4, FULL, FULL",
    "8000000000000000, 8000000000000000, 4, OK, FULL",
    "8000000000001000, 8000000000000000, 4, SIZE, FULL",
    "8000000000001000, 8000000000000000, 0, OK, FULL",
    "8000000000001000, 8000000000002000, 4, OK, OK"
  })
  void enablingTheBufferChecksIt(
      String pointer, String limit, long maxMib, String posted, String corrected) {
    assertEquals(posted, enable(BufferCheck.POSTED, hex(pointer), hex(limit), maxMib * MIB));
    assertEquals(corrected, enable(BufferCheck.CORRECTED, hex(pointer), hex(limit), maxMib * MIB));
  }

  private static String enable(BufferCheck check, long pointer, long limit, long bytesMax) {
    BufferRules rules = rules(check, bytesMax);
    GuestBuffer programmed = at(pointer, rules);
    return outcome(programmed.write(PMBLIMITR_EL1, limit | LIMIT_E, rules).buffer());
  }

  @ParameterizedTest
  @EnumSource(BufferCheck.class)
  void whicheverRegisterEnablesItIsChecked(BufferCheck check) {
    BufferRules rules = rules(check, 4 * MIB);
    GuestBuffer stopped = GuestBuffer.atReset().write(PMBSR_EL1, S, rules).buffer();
    GuestBuffer bad = stopped.write(PMBLIMITR_EL1, 0x11000 | LIMIT_E, rules).buffer();
    bad = bad.write(PMBPTR_EL1, 0x11000, rules).buffer();
    assertEquals(S, bad.status().value());
    assertEquals("FULL", outcome(bad.write(PMBSR_EL1, 0, rules).buffer()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x11000, 0x11005})
  void neitherADisabledNorADiscardingBufferIsChecked(long limit) {
    BufferRules rules = rules(BufferCheck.CORRECTED, 4 * MIB);
    GuestBuffer written = at(0x11000, rules).write(PMBLIMITR_EL1, limit, rules).buffer();
    assertEquals("OK", outcome(written));
    assertFalse(written.needsMemory(rules));
  }

  @ParameterizedTest
  @CsvSource({"1, OK, FULL", "3, OK, FULL", "2, OK, OK", "0, FULL, FULL"})
  void aReservedFillModeIsNoDiscardMode(int fillMode, String posted, String corrected) {
    long limit = 0x11000 | LIMIT_E | LIMIT_FM.place(fillMode);
    BufferRules asPosted = rules(BufferCheck.POSTED, 0);
    BufferRules right = rules(BufferCheck.CORRECTED, 0);
    assertEquals(
        posted, outcome(at(0x11000, asPosted).write(PMBLIMITR_EL1, limit, asPosted).buffer()));
    assertEquals(
        corrected, outcome(at(0x11000, right).write(PMBLIMITR_EL1, limit, right).buffer()));
  }

  @Test
  void leavingDiscardModeIsChecked() {
    BufferRules rules = rules(BufferCheck.CORRECTED, 4 * MIB);
    GuestBuffer discarding =
        at(0x11000, rules).write(PMBLIMITR_EL1, 0x11000 | LIMIT_E | DISCARD, rules).buffer();
    assertEquals(
        "FULL", outcome(discarding.write(PMBLIMITR_EL1, 0x11000 | LIMIT_E, rules).buffer()));
  }

  @Test
  void thePointerIsRoundedDown() {
    BufferRules rules = rules(BufferCheck.POSTED, 0);
    assertEquals(0x10040, at(0x1007F, rules).read(PMBPTR_EL1));
  }

  @Test
  void bitsOfTheLimitThatAreRes0AreDropped() {
    BufferRules rules = rules(BufferCheck.POSTED, 0);
    long res0 = LimitBits.ALWAYS_RES0;
    GuestBuffer written = GuestBuffer.atReset().write(PMBLIMITR_EL1, ~LIMIT_E, rules).buffer();
    assertEquals(~LIMIT_E & ~res0, written.read(PMBLIMITR_EL1));
  }

  @ParameterizedTest
  @CsvSource({"20000, true", "0, false"})
  void theLineFollowsTheServiceBit(String value, boolean level) {
    Written written =
        GuestBuffer.atReset().write(PMBSR_EL1, hex(value), rules(BufferCheck.CORRECTED, 0));
    assertEquals(level, written.buffer().line());
    assertEquals(List.of(level), written.levels());
  }

  @Test
  void clearingTheStatusOverABadBufferLowersTheLineAndRaisesItAgain() {
    BufferRules rules = rules(BufferCheck.POSTED, 0);
    GuestBuffer full = at(0x11000, rules).write(PMBLIMITR_EL1, 0x11000 | LIMIT_E, rules).buffer();
    assertTrue(full.line());
    assertEquals(List.of(false, true), full.write(PMBSR_EL1, 0, rules).levels());
  }

  @Test
  void anEventKeepsWhatTheGuestLeftInTheStickyBits() {
    BufferRules rules = rules(BufferCheck.POSTED, 0);
    GuestBuffer stale = at(0x11000, rules).write(PMBSR_EL1, DL, rules).buffer();
    GuestBuffer full = stale.write(PMBLIMITR_EL1, 0x11000 | LIMIT_E, rules).buffer();
    assertEquals(DL | S | BufferStatus.BSC_FULL, full.status().value());
  }

  @Test
  void aVirtualEventDisablesTheRealBuffer() {
    BufferRules rules = rules(BufferCheck.POSTED, 0);
    GuestBuffer running =
        at(0x10000, rules).write(PMBLIMITR_EL1, 0x11000 | LIMIT_E, rules).buffer();
    assertEquals(0x11000 | LIMIT_E, running.loadedLimit());
    BufferStatus full = new BufferStatus(0).after(new ManagementEvent.BufferFull(), false);
    GuestBuffer stopped = running.take(full).buffer();
    assertEquals(0, stopped.loadedLimit());
    assertTrue(stopped.line());
    assertFalse(stopped.needsMemory(rules));
  }

  @ParameterizedTest
  @CsvSource({"ONE, 24, 7, false", "TWO, 24, 10, true"})
  void aGuestNeverSeesAFaultOfTheSecondStage(
      ManagementEvent.Stage stage, String eventClass, String code, boolean suspicious) {
    BufferStatus hardware = new BufferStatus(0).after(new ManagementEvent.Fault(stage, 7), false);
    var taken = GuestBuffer.atReset().take(hardware);
    assertEquals(Integer.parseInt(eventClass, 16), taken.buffer().status().eventClass());
    assertEquals(Integer.parseInt(code, 16), taken.buffer().status().code());
    assertEquals(suspicious, taken.buffer().status().hasExternalAbort());
    assertEquals(suspicious, taken.suspicious());
  }

  @Test
  void whatTheGuestWroteIsWhatItReads() {
    BufferRules rules = rules(BufferCheck.CORRECTED, 0);
    for (SysReg register : List.of(PMBLIMITR_EL1, PMBPTR_EL1, PMBSR_EL1)) {
      long value = register == PMBSR_EL1 ? DL : 0xFFFF_8000_1000_0000L;
      GuestBuffer written = GuestBuffer.atReset().write(register, value, rules).buffer();
      assertEquals(value, written.read(register), register.toString());
    }
  }

  private static GuestBuffer at(long pointer, BufferRules rules) {
    return GuestBuffer.atReset().write(PMBPTR_EL1, pointer, rules).buffer();
  }

  private static BufferRules rules(BufferCheck check, long bytesMax) {
    return new BufferRules(check, LimitBits.ALWAYS_RES0, RECORD, 64, bytesMax);
  }

  private static String outcome(GuestBuffer buffer) {
    assertEquals(buffer.status().isStopped(), buffer.line());
    if (!buffer.line()) {
      return "OK";
    }
    return buffer.status().code() == BufferStatus.BSC_SIZE ? "SIZE" : "FULL";
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }
}
