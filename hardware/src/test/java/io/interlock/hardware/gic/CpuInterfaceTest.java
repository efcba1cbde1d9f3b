package io.interlock.hardware.gic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.GicStream.Clear;
import io.interlock.hardware.gic.GicStream.Quiesce;
import io.interlock.hardware.gic.GicStream.QuiesceAcknowledge;
import io.interlock.hardware.gic.GicStream.Release;
import io.interlock.hardware.gic.GicStream.Set;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuInterfaceTest {
  private final CpuInterface cpu = new CpuInterface();

  @BeforeEach
  void open() {
    cpu.writeGroup1Enabled(true);
    cpu.writePriorityMask(0xF8);
  }

  private void set(int intid, int priority) {
    cpu.receive(new Set(intid, priority, true));
  }

  @ParameterizedTest(name = "priority {0} with mask {1}: {2}")
  @CsvSource({"0xE8, 0xF0, true", "0xF0, 0xF0, false", "0xF8, 0xF0, false", "0, 0, false"})
  void maskLetsOnlyLowerValuesPass(String priority, String mask, boolean signals) {
    cpu.writePriorityMask(Integer.decode(mask));
    set(27, Integer.decode(priority));
    assertEquals(signals, cpu.signalsIrq());
    assertEquals(signals ? 27 : IntId.SPURIOUS, cpu.acknowledge());
    assertEquals(signals ? IntId.SPURIOUS : 27, cpu.highestPending());
  }

  @Test
  void nothingIsSignalledWhileTheGroupIsDisabled() {
    cpu.writeGroup1Enabled(false);
    set(27, 0);
    assertFalse(cpu.signalsIrq());
    cpu.writeGroup1Enabled(true);
    assertTrue(cpu.signalsIrq());
  }

  @Test
  void groupZeroIsNotTakenAsIrq() {
    cpu.receive(new Set(27, 0, false));
    assertEquals(IntId.SPURIOUS, cpu.acknowledge());
  }

  @Test
  void runningPriorityRisesWithAcknowledgeAndDropsWithEnd() {
    assertEquals(0xFF, cpu.runningPriority());
    set(27, 0x40);
    assertEquals(27, cpu.acknowledge());
    assertEquals(0x40, cpu.runningPriority());
    assertEquals(1 << 8, cpu.activePriorities());
    assertTrue(cpu.endOfInterrupt(27));
    assertEquals(0xFF, cpu.runningPriority());
  }

  // With BPR 5 only the upper three bits preempt.
  @ParameterizedTest(name = "BPR {0}: {2} preempts {1}: {3}")
  @CsvSource({
    "3, 0x40, 0x38, true",
    "3, 0x40, 0x40, false",
    "3, 0x40, 0x48, false",
    "5, 0x58, 0x40, false",
    "5, 0x58, 0x38, true",
    "7, 0x78, 0x00, false",
    "7, 0x80, 0x78, true"
  })
  void onlyAMoreUrgentGroupPriorityPreempts(
      int bpr, String running, String candidate, boolean preempts) {
    cpu.writeBinaryPoint(bpr);
    set(27, Integer.decode(running));
    cpu.acknowledge();
    set(28, Integer.decode(candidate));
    assertEquals(preempts, cpu.signalsIrq());
  }

  @Test
  void binaryPointHasAMinimum() {
    cpu.writeBinaryPoint(0);
    assertEquals(3, cpu.binaryPoint());
  }

  @Test
  void fourLevelsNestAndEndInReverse() {
    int[] order = {64, 65, 66, 67};
    for (int i = 0; i < 4; i++) {
      set(order[i], 0xC0 - 0x40 * i);
      assertTrue(cpu.signalsIrq());
      assertEquals(order[i], cpu.acknowledge());
      assertEquals(0xC0 - 0x40 * i, cpu.runningPriority());
    }
    for (int i = 3; i >= 0; i--) {
      assertTrue(cpu.endOfInterrupt(order[i]));
      assertEquals(i == 0 ? 0xFF : 0xC0 - 0x40 * (i - 1), cpu.runningPriority());
    }
    assertEquals(0, cpu.activePriorities());
    assertEquals(IntId.SPURIOUS, cpu.acknowledge());
  }

  @Test
  void modeZeroDeactivatesAtEndAndIgnoresDir() {
    set(27, 0);
    cpu.acknowledge();
    assertFalse(cpu.deactivate(27));
    assertTrue(cpu.endOfInterrupt(27));
  }

  @Test
  void modeOneDropsAtEndAndDeactivatesByDir() {
    cpu.writeEoiDropsOnly(true);
    set(27, 0);
    cpu.acknowledge();
    assertFalse(cpu.endOfInterrupt(27));
    assertEquals(0xFF, cpu.runningPriority());
    assertTrue(cpu.deactivate(27));
  }

  @Test
  void endOfSpuriousDoesNothing() {
    set(27, 0x40);
    cpu.acknowledge();
    assertFalse(cpu.endOfInterrupt(IntId.SPURIOUS));
    assertEquals(0x40, cpu.runningPriority());
  }

  @Test
  void privateAndSharedInterruptsAreHeldSideBySide() {
    set(40, 0x40);
    assertEquals(List.of(), cpu.receive(new Set(27, 0x40, true)));
    assertEquals(27, cpu.acknowledge(), "lower INTID at equal priority");
    cpu.endOfInterrupt(27);
    assertEquals(40, cpu.acknowledge());
  }

  @Test
  void sharedInterruptOfHigherPriorityGoesFirst() {
    set(27, 0x40);
    set(40, 0x38);
    assertEquals(40, cpu.acknowledge());
  }

  @Test
  void newSetDisplacesTheHeldOneOfItsKind() {
    set(27, 0x40);
    assertEquals(List.of(new Release(27)), cpu.receive(new Set(30, 0x20, true)));
    assertEquals(30, cpu.acknowledge());
  }

  @Test
  void clearIsAnsweredUnlessTheInterruptWasTaken() {
    set(27, 0);
    assertEquals(List.of(new Release(27)), cpu.receive(new Clear(27)));
    assertFalse(cpu.signalsIrq());
    set(27, 0);
    cpu.acknowledge();
    assertEquals(List.of(), cpu.receive(new Clear(27)));
  }

  @Test
  void quiesceGivesEverythingBack() {
    set(27, 0);
    set(40, 0);
    assertEquals(
        List.of(new Release(27), new Release(40), new QuiesceAcknowledge()),
        cpu.receive(new Quiesce()));
    assertFalse(cpu.signalsIrq());
  }

  @Test
  void copyIsIndependent() {
    set(27, 0x40);
    CpuInterface copy = cpu.copy();
    cpu.acknowledge();
    assertTrue(copy.signalsIrq());
    assertEquals(0xFF, copy.runningPriority());
  }
}
