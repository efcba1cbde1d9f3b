package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualCpuInterfaceTest {
  private final IchRegisterArray registers = new IchRegisterArray(4);
  private final VirtualCpuInterface cpu = new VirtualCpuInterface(registers);

  @BeforeEach
  void open() {
    registers.writeHcr(IchHcr.EN);
    vmcr(true, false, 0xF8, false, 3, 2);
  }

  private void vmcr(
      boolean group1, boolean eoiDropsOnly, int mask, boolean common, int bpr1, int bpr0) {
    registers.writeVmcr(
        new IchVmcr(false, group1, false, false, common, eoiDropsOnly, bpr1, bpr0, mask).encode());
  }

  private void eoiMode1() {
    vmcr(true, true, 0xF8, false, 3, 2);
  }

  private void software(int n, int vintid, int priority) {
    lr(n, vintid, IntId.NONE, priority, LrState.PENDING);
  }

  private void lr(int n, int vintid, int pintid, int priority, LrState state) {
    registers.writeLr(
        n, new ListRegister(vintid, pintid, false, priority, false, true, state).encode());
  }

  private LrState state(int n) {
    return ListRegister.state(registers.lr(n));
  }

  @Test
  void acknowledgeTakesTheMostUrgentPendingOne() {
    software(0, 23, 0x40);
    software(1, 27, 0x20);
    assertTrue(cpu.virtualIrqPending());
    assertEquals(27, cpu.acknowledge());
    assertEquals(LrState.ACTIVE, state(1));
    assertEquals(0x20, cpu.runningPriority());
    assertEquals(1 << 4, registers.ap1r());
    assertFalse(cpu.virtualIrqPending());
    assertEquals(IntId.SPURIOUS, cpu.acknowledge());
  }

  @ParameterizedTest(name = "priority {0} with mask {1}: {2}")
  @CsvSource({"0xE8, 0xF0, true", "0xF0, 0xF0, false", "0x00, 0x00, false"})
  void equalToTheMaskIsMasked(String priority, String mask, boolean pending) {
    vmcr(true, false, Integer.decode(mask), false, 3, 2);
    software(0, 27, Integer.decode(priority));
    assertEquals(pending, cpu.virtualIrqPending());
  }

  @ParameterizedTest(name = "BPR1 {0}, common {1}, BPR0 {2}: {4} preempts {3}: {5}")
  @CsvSource({
    "3, false, 2, 0x40, 0x38, true",
    "5, false, 2, 0x58, 0x40, false",
    "5, false, 2, 0x58, 0x38, true",
    "3, true,  4, 0x58, 0x40, false",
    "3, true,  7, 0x80, 0x78, true",
    "0, false, 0, 0x40, 0x38, true"
  })
  void binaryPointDecidesPreemption(
      int bpr1, boolean common, int bpr0, String running, String candidate, boolean preempts) {
    vmcr(true, false, 0xF8, common, bpr1, bpr0);
    software(0, 27, Integer.decode(running));
    cpu.acknowledge();
    software(1, 28, Integer.decode(candidate));
    assertEquals(preempts, cpu.virtualIrqPending());
  }

  @Test
  void disabledGroupOrInterfaceSignalsNothing() {
    software(0, 27, 0);
    vmcr(false, false, 0xF8, false, 3, 2);
    assertFalse(cpu.virtualIrqPending());
    vmcr(true, false, 0xF8, false, 3, 2);
    registers.writeHcr(0);
    assertFalse(cpu.virtualIrqPending());
  }

  @Test
  void activePendingIsNoCandidateUntilItsEnd() {
    lr(0, 3, IntId.NONE, 0x40, LrState.ACTIVE_PENDING);
    registers.writeAp1r(1 << 8);
    assertEquals(IntId.SPURIOUS, cpu.acknowledge());
    cpu.endOfInterrupt(3);
    assertEquals(LrState.PENDING, state(0));
    assertEquals(3, cpu.acknowledge());
  }

  @Test
  void endOfAMappedInterruptNamesThePhysicalOne() {
    lr(0, 27, 26, 0, LrState.PENDING);
    cpu.acknowledge();
    assertEquals(26, cpu.endOfInterrupt(27));
    assertEquals(LrState.INACTIVE, state(0));
    assertEquals(0xFF, cpu.runningPriority());
  }

  @Test
  void modeOneDropsAtEndAndDeactivatesByDir() {
    eoiMode1();
    lr(0, 27, 26, 0, LrState.PENDING);
    cpu.acknowledge();
    assertEquals(IntId.NONE, cpu.endOfInterrupt(27));
    assertEquals(0xFF, cpu.runningPriority());
    assertEquals(LrState.ACTIVE, state(0));
    assertEquals(26, cpu.deactivate(27));
    assertEquals(LrState.INACTIVE, state(0));
  }

  @Test
  void dirIsIgnoredInModeZero() {
    software(0, 27, 0);
    cpu.acknowledge();
    cpu.deactivate(27);
    assertEquals(LrState.ACTIVE, state(0));
  }

  @Test
  void endOfWhatIsInNoRegisterIsCounted() {
    cpu.endOfInterrupt(40);
    cpu.endOfInterrupt(8192);
    cpu.endOfInterrupt(IntId.SPURIOUS);
    assertEquals(1, IchHcr.eoiCount(registers.hcr()));
  }

  @Test
  void modeOneCountsDeactivationsAndNotEnds() {
    eoiMode1();
    cpu.endOfInterrupt(40);
    assertEquals(0, IchHcr.eoiCount(registers.hcr()));
    cpu.deactivate(40);
    assertEquals(1, IchHcr.eoiCount(registers.hcr()));
  }

  @Test
  void endAtAnotherPriorityDoesNotDeactivate() {
    lr(0, 27, 26, 0x80, LrState.ACTIVE);
    registers.writeAp1r(1);
    assertEquals(IntId.NONE, cpu.endOfInterrupt(27));
    assertEquals(LrState.ACTIVE, state(0));
    assertEquals(0, registers.ap1r());
  }

  @Test
  void lpiHasNoActiveState() {
    software(0, 8192, 0x40);
    assertEquals(8192, cpu.acknowledge());
    assertEquals(LrState.INACTIVE, state(0));
    assertEquals(0x40, cpu.runningPriority());
    cpu.endOfInterrupt(8192);
    assertEquals(0xFF, cpu.runningPriority());
  }

  @ParameterizedTest(name = "EOImode {0}")
  @ValueSource(ints = {0, 1})
  void fourLevelsNestAndEndInReverse(int mode) {
    vmcr(true, mode == 1, 0xF8, false, 3, 2);
    for (int i = 0; i < 4; i++) {
      software(i, 32 + i, 0xF0 - 8 * i);
      assertEquals(32 + i, cpu.acknowledge());
    }
    for (int i = 3; i >= 0; i--) {
      assertEquals(0xF0 - 8 * i, cpu.runningPriority());
      cpu.endOfInterrupt(32 + i);
      cpu.deactivate(32 + i);
      assertEquals(LrState.INACTIVE, state(i));
    }
    assertEquals(0, registers.ap1r());
    assertEquals(0, IchHcr.eoiCount(registers.hcr()));
    assertEquals(IntId.SPURIOUS, cpu.acknowledge());
  }

  @ParameterizedTest(name = "EOImode {0}")
  @ValueSource(ints = {0, 1})
  void restoredActiveInterruptsAreEndedMostUrgentFirst(int mode) {
    vmcr(true, mode == 1, 0xF8, false, 3, 2);
    for (int i = 0; i < 4; i++) {
      lr(i, 32 + i, IntId.NONE, 8 * (3 - i), LrState.ACTIVE);
    }
    registers.writeAp1r(0b1111);
    for (int i = 3; i >= 0; i--) {
      cpu.endOfInterrupt(32 + i);
      cpu.deactivate(32 + i);
      assertEquals(LrState.INACTIVE, state(i));
    }
    assertEquals(0, registers.ap1r());
  }

  @Test
  void underflowWhileAtMostOneRegisterIsInUse() {
    registers.writeHcr(IchHcr.EN | IchHcr.UIE);
    assertEquals(IchMisr.U, cpu.maintenanceStatus());
    software(0, 27, 0);
    assertTrue(cpu.maintenanceIrq());
    software(1, 28, 0);
    assertFalse(cpu.maintenanceIrq());
  }

  @Test
  void entryNotPresentWhileEndsAreCounted() {
    registers.writeHcr(IchHcr.EN | IchHcr.LRENPIE);
    assertFalse(cpu.maintenanceIrq());
    cpu.endOfInterrupt(40);
    assertEquals(IchMisr.LRENP, cpu.maintenanceStatus());
  }

  @Test
  void noPendingWhileNoRegisterIsPending() {
    registers.writeHcr(IchHcr.EN | IchHcr.NPIE);
    assertEquals(IchMisr.NP, cpu.maintenanceStatus());
    software(0, 27, 0);
    assertFalse(cpu.maintenanceIrq());
    cpu.acknowledge();
    assertTrue(cpu.maintenanceIrq());
  }

  @Test
  void endOfAnInterruptWithTheMaintenanceBit() {
    registers.writeLr(
        2, new ListRegister(23, IntId.NONE, true, 0, false, true, LrState.PENDING).encode());
    assertEquals(0, cpu.maintenanceStatus());
    cpu.acknowledge();
    cpu.endOfInterrupt(23);
    assertEquals(IchMisr.EOI, cpu.maintenanceStatus());
    assertEquals(0b0100, cpu.ended());
    assertEquals(0b1011, cpu.free());
  }

  @Test
  void groupEnablesAreWatched() {
    registers.writeHcr(IchHcr.EN | IchHcr.VGRP1EIE | IchHcr.VGRP0DIE | IchHcr.VGRP0EIE);
    assertEquals(IchMisr.VGRP1E | IchMisr.VGRP0D, cpu.maintenanceStatus());
    registers.writeHcr(IchHcr.VGRP1EIE);
    assertNotEquals(0, cpu.maintenanceStatus());
    assertFalse(cpu.maintenanceIrq(), "not while the interface is off");
  }

  @Test
  void moreUrgentGroupZeroMustBeTakenAsFiqFirst() {
    registers.writeVmcr(registers.vmcr() | IchVmcr.VENG0);
    software(0, 27, 0x40);
    registers.writeLr(
        1, new ListRegister(3, IntId.NONE, false, 0, false, false, LrState.PENDING).encode());
    assertFalse(cpu.virtualIrqPending());
  }

  @Test
  void registersAreCopiedAndBounded() {
    IchRegisterArray copy = registers.copy();
    software(0, 27, 0);
    registers.writeAp1r(-1);
    assertEquals(0, copy.lr(0));
    assertEquals(0, copy.ap1r());
    assertEquals(-1, registers.ap1r());
    assertEquals(16, new IchRegisterArray(16).listRegisterCount());
    assertThrows(IllegalArgumentException.class, () -> new IchRegisterArray(17));
  }
}
