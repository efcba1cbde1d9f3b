package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.TestPe.BASE;
import static io.interlock.hardware.spe.TestPe.LIMIT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.spe.SpuSettings.BadPointers;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilingUnitTest {
  private static final SpuModel DISCARDING = new SpuModel(3, 64, 64, 1024, 12);

  @ParameterizedTest
  @CsvSource({"64, 64, 11000", "4, 68, 10FF0", "32, 127, 10FE0"})
  void recordsFillTheBufferUntilNoLargestOneFits(int alignment, int records, String pointer) {
    var pe = new TestPe(new SpuModel(2, 64, alignment, 1024, 12));
    if (alignment == 4) {
      withSixtyBytes(pe);
    }
    SampledOperation operation = alignment == 32 ? latency(1, 0) : TestPe.LOAD;
    pe.execute(1_000_000, TestPe.REGIME, _ -> operation);
    assertEquals(records, pe.count(SpeCount.WRITTEN));
    assertEquals(Long.parseLong(pointer, 16), pe.read(SpeRegisters.PMBPTR_EL1));
    assertEquals(pe.read(SpeRegisters.PMBPTR_EL1) - BASE, pe.count(SpeCount.BYTES));
    assertEquals(1, pe.count(SpeCount.BUFFER_FULL));
    assertFullEvent(pe);
  }

  /// To the 33 bytes of a load: two contexts of 5, a physical address of 9, a timestamp that
  /// takes 8 more than an end.
  private static void withSixtyBytes(TestPe pe) {
    pe.set("PMSCR_EL1", "CX", 1);
    pe.set("PMSCR_EL2", "CX", 1);
    pe.set("PMSCR_EL1", "PA", 1);
    pe.set("PMSCR_EL2", "PA", 1);
    pe.set("PMSCR_EL1", "TS", 1);
  }

  @Test
  void aFullBufferStopsTheCounterWhereItIs() {
    var pe = new TestPe(SpuModel.USUAL);
    long executed = pe.samples(1000);
    assertEquals(64 * (TestPe.INTERVAL + 1), executed);
    assertEquals(executed, pe.count(SpeCount.POPULATION));
    long counter = pe.read(SpeRegisters.PMSICR_EL1);
    assertEquals(500, pe.execute(500, TestPe.REGIME, _ -> TestPe.LOAD));
    assertEquals(counter, pe.read(SpeRegisters.PMSICR_EL1));
    assertEquals(executed, pe.count(SpeCount.POPULATION));
  }

  @Test
  void recordsLieOneBehindAnotherInPhysicalMemory() {
    var pe = new TestPe(SpuModel.USUAL);
    pe.samples(3);
    byte[] bytes = pe.memory.read(TestPe.PA, 4 * 64);
    for (int record = 0; record < 3; record++) {
      assertEquals((byte) 0x98, bytes[64 * record]);
      assertEquals((byte) 0x01, bytes[64 * record + 34]);
    }
    assertEquals(0, bytes[3 * 64]);
  }

  @Test
  void aMissingPageOfTheFirstStageIsItsFault() {
    assertFault(
        BufferRegime.ofGuest(TestPe.STAGE_1.without(BASE), TestPe.STAGE_2),
        BufferStatus.EC_STAGE_1,
        FaultStatus.translation(3));
  }

  @Test
  void aMissingPageOfTheSecondStageIsItsFault() {
    assertFault(
        BufferRegime.ofGuest(TestPe.STAGE_1, TestPe.STAGE_2.without(TestPe.IPA)),
        BufferStatus.EC_STAGE_2,
        FaultStatus.translation(3));
  }

  @Test
  void aPageThatMayNotBeWrittenIsAPermissionFault() {
    assertFault(
        BufferRegime.ofGuest(TestPe.STAGE_1.readOnly(BASE), TestPe.STAGE_2),
        BufferStatus.EC_STAGE_1,
        FaultStatus.permission(3));
  }

  private static void assertFault(BufferRegime regime, int eventClass, int status) {
    var pe = new TestPe(SpuModel.USUAL);
    pe.samples(5, regime);
    assertEquals(eventClass, pe.unit.status().eventClass());
    assertEquals(status, pe.unit.status().code());
    assertEquals(BASE, pe.read(SpeRegisters.PMBPTR_EL1));
    assertFalse(pe.unit.status().hasLostData());
    assertEquals(1, pe.count(SpeCount.LOST));
    assertTrue(pe.unit.interruptLine());
  }

  @Test
  void aFaultInsideARecordLosesIt() {
    var pe = new TestPe(new SpuModel(2, 64, 4, 1024, 12));
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, BASE + 0x2000 | SpeRegisters.LIMIT_E);
    var halfMapped = BufferRegime.ofGuest(TestPe.STAGE_1.without(BASE + 0x1000), TestPe.STAGE_2);
    pe.samples(1000, halfMapped);
    assertEquals(BASE + 0x1000, pe.read(SpeRegisters.PMBPTR_EL1));
    assertTrue(pe.unit.status().hasLostData());
    assertEquals(113, pe.count(SpeCount.WRITTEN));
    assertEquals(0x1000, pe.count(SpeCount.BYTES));
    assertEquals(BufferStatus.Restart.WITH_NEW_POINTERS, pe.unit.status().restart());
  }

  @Test
  void theFirstEventIsKept() {
    var pe = new TestPe(SpuModel.USUAL);
    pe.samples(1000);
    long status = pe.read(SpeRegisters.PMBSR_EL1);
    pe.samples(1000, BufferRegime.ofGuest(TestPe.STAGE_1.without(BASE), TestPe.STAGE_2));
    assertEquals(status, pe.read(SpeRegisters.PMBSR_EL1));
  }

  @Test
  void clearingTheStatusAndMovingThePointerRestarts() {
    var pe = new TestPe(SpuModel.USUAL);
    pe.samples(1000);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, BASE);
    assertTrue(pe.unit.interruptLine());
    pe.unit.write(SpeRegisters.PMBSR_EL1, 0);
    assertFalse(pe.unit.interruptLine());
    pe.samples(1);
    assertEquals(65, pe.count(SpeCount.WRITTEN));
  }

  @Test
  void theInterruptAsksForNeitherEnableNorOwner() {
    var pe = new TestPe(SpuModel.USUAL);
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, 0);
    pe.unit.write(SpeRegisters.PMBSR_EL1, 1L << 17);
    assertTrue(pe.unit.interruptLine());
  }

  @Test
  void discardModeCountsAndWritesNothing() {
    var pe = new TestPe(DISCARDING);
    long discard = SpeRegisters.LIMIT_FM.place(SpeRegisters.FM_DISCARD);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, LIMIT);
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, LIMIT | SpeRegisters.LIMIT_E | discard);
    pe.samples(1000);
    assertEquals(1000, pe.count(SpeCount.FILTRATE));
    assertEquals(1000, pe.count(SpeCount.DISCARDED));
    assertEquals(0, pe.count(SpeCount.BYTES));
    assertEquals(LIMIT, pe.read(SpeRegisters.PMBPTR_EL1));
    assertFalse(pe.unit.interruptLine());
  }

  @Test
  void anSpuWithoutDiscardModeHasNoSuchBits() {
    var pe = new TestPe(SpuModel.USUAL);
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, -1L);
    assertEquals(0xFFFF_FFFF_FFFF_F001L, pe.read(SpeRegisters.PMBLIMITR_EL1));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "256, 0", "257, 5", "600, 6"})
  void aSampleInFlightKeepsOthersFromBeingTaken(long inFlight, int collisions) {
    var pe = new TestPe(SpuModel.USUAL);
    var slow =
        new SampledOperation(
            TestPe.LOAD.programCounter(),
            ExceptionLevel.EL0,
            OperationType.GENERAL_LOAD,
            TestPe.LOAD.events(),
            10,
            2,
            TestPe.LOAD.detail(),
            inFlight);
    for (int i = 0; i < 10; i++) {
      pe.execute(TestPe.INTERVAL + 1, TestPe.REGIME, _ -> slow);
    }
    assertEquals(collisions, pe.count(SpeCount.COLLISION));
    assertEquals(10 - collisions, pe.count(SpeCount.FEED));
    assertEquals(collisions > 0, pe.unit.status().hasCollided());
    assertFalse(pe.unit.interruptLine());
  }

  @ParameterizedTest
  @CsvSource({"REPORT_FULL, 1, 0", "REPORT_ACCESS, 0, 1", "DROP, -1, 0", "WRITE, 1, 0"})
  void pointersAgainstTheRulesDoWhatTheModelSays(BadPointers what, int code, int lostData) {
    var settings = new SpuSettings(SpuModel.USUAL, 12, 0, what);
    var pe = new TestPe(settings);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, BASE + 0x1000);
    pe.samples(1);
    assertEquals(code >= 0, pe.unit.interruptLine());
    assertEquals(Math.max(0, code), pe.unit.status().code());
    assertEquals(lostData == 1, pe.unit.status().hasLostData());
    assertEquals(what == BadPointers.WRITE ? 1 : 0, pe.count(SpeCount.WRITTEN));
  }

  @Test
  void physicalPointersSkipTheFirstStage() {
    var model = new SpuModel(6, 64, 64, 1024, 12, withNvm());
    var pe = new TestPe(model);
    pe.set("PMSCR_EL2", "EnVM", 1);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, TestPe.IPA);
    pe.unit.write(
        SpeRegisters.PMBLIMITR_EL1,
        TestPe.IPA + 0x1000 | SpeRegisters.LIMIT_E | SpeRegisters.LIMIT_NVM);
    pe.samples(1);
    assertEquals(1, pe.count(SpeCount.WRITTEN));
    assertEquals((byte) 0x98, pe.memory.read(TestPe.PA, 1)[0]);
  }

  @Test
  void withoutEl2sConsentPointersStayVirtual() {
    var pe = new TestPe(new SpuModel(6, 64, 64, 1024, 12, withNvm()));
    pe.unit.write(SpeRegisters.PMBPTR_EL1, TestPe.IPA);
    pe.unit.write(
        SpeRegisters.PMBLIMITR_EL1,
        TestPe.IPA + 0x1000 | SpeRegisters.LIMIT_E | SpeRegisters.LIMIT_NVM);
    pe.samples(1);
    assertEquals(BufferStatus.EC_STAGE_1, pe.unit.status().eventClass());
  }

  private static Set<SpuFeature> withNvm() {
    return EnumSet.of(SpuFeature.FNE, SpuFeature.NVM);
  }

  @Property(tries = 100)
  void cuttingAStayInPiecesChangesNothing(
      @ForAll @IntRange(min = 1, max = 3000) int first, @ForAll boolean jitter) {
    var whole = new TestPe(SpuModel.UNUSUAL);
    var cut = new TestPe(SpuModel.UNUSUAL);
    for (TestPe pe : List.of(whole, cut)) {
      pe.unit.write(SpeRegisters.PMSIRR_EL1, TestPe.INTERVAL | (jitter ? 1 : 0));
    }
    whole.execute(20_000, TestPe.REGIME, _ -> TestPe.LOAD);
    long left = 20_000;
    while (left > 0) {
      long part = Math.min(first, left);
      left -= cut.execute(part, TestPe.REGIME, _ -> TestPe.LOAD);
    }
    assertEquals(whole.file, cut.file);
    assertEquals(whole.unit.counts(), cut.unit.counts());
    assertArrayEquals(whole.memory.read(TestPe.PA, 0x1000), cut.memory.read(TestPe.PA, 0x1000));
  }

  @Property(tries = 100)
  void theAccountCloses(
      @ForAll @IntRange(min = 1, max = 300) int samples,
      @ForAll @IntRange(max = 700) int inFlight,
      @ForAll @IntRange(max = 15) int minLatency,
      @ForAll @IntRange(max = 8) int queued) {
    var pe = new TestPe(SpuSettings.prompt(SpuModel.USUAL).queueing(queued));
    pe.set("PMSFCR_EL1", "FL", 1);
    pe.unit.write(SpeRegisters.PMSLATFR_EL1, minLatency);
    pe.execute(samples * 257L, TestPe.REGIME, index -> latency((int) (index % 20), inFlight));
    SpeCounts counts = pe.unit.counts();
    assertTrue(
        counts.of(SpeCount.POPULATION) >= counts.of(SpeCount.FEED) + counts.of(SpeCount.COLLISION));
    assertTrue(counts.onTheirWay() >= 0 && counts.onTheirWay() <= queued, counts.toString());
    pe.unit.profilingBarrier(TestPe.REGIME);
    assertEquals(0, pe.unit.counts().onTheirWay());
  }

  private static SampledOperation latency(int cycles, long inFlight) {
    return new SampledOperation(
        0x1000,
        ExceptionLevel.EL0,
        OperationType.PLAIN,
        SampleEvents.RETIRED,
        cycles,
        1,
        SampledOperation.NONE,
        inFlight);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    var pe = new TestPe(SpuSettings.prompt(SpuModel.USUAL).queueing(4));
    pe.samples(2);
    RegisterFile copied = pe.file.copy();
    ProfilingUnit copy = pe.unit.over(copied);
    List<Long> before = new ArrayList<>();
    copy.describeTo(before::add);
    pe.samples(10);
    List<Long> after = new ArrayList<>();
    copy.describeTo(after::add);
    assertEquals(before, after);
    assertEquals(2, copy.counts().onTheirWay());
  }

  private static void assertFullEvent(TestPe pe) {
    BufferStatus status = new BufferStatus(pe.read(SpeRegisters.PMBSR_EL1));
    assertTrue(status.isStopped());
    assertEquals(BufferStatus.EC_OTHER, status.eventClass());
    assertEquals(BufferStatus.BSC_FULL, status.code());
    assertEquals(BufferStatus.Restart.WITH_MORE_ROOM, status.restart());
    assertTrue(pe.unit.interruptLine());
  }
}
