package io.interlock.hardware.spe;

import static io.interlock.hardware.spe.TestPe.BASE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.SpuModel;
import org.junit.jupiter.api.Test;

/// The three stages of a record on its way to memory, and the barrier that ends each.
class DrainTest {
  private static final SpuSettings QUEUEING = SpuSettings.prompt(SpuModel.USUAL).queueing(8);
  private static final BufferRegime OTHER =
      BufferRegime.ofHypervisor(
          PageMap.empty(ManagementEvent.Stage.ONE).with(BASE, 0x1_0000_0000L, 0x1000));

  @Test
  void aRecordHasNoAddressBeforeTheProfilingBarrier() {
    TestPe pe = withRecords(2);
    assertEquals(2, pe.unit.counts().onTheirWay());
    pe.unit.contextSynchronisation();
    assertEquals(BASE, pe.read(SpeRegisters.PMBPTR_EL1));
  }

  @Test
  void afterItTheRegimeMayChange() {
    TestPe pe = withRecords(1);
    pe.unit.profilingBarrier(TestPe.REGIME);
    pe.unit.profilingBarrier(OTHER);
    pe.unit.dataBarrier(pe.memory);
    assertEquals((byte) 0x98, pe.memory.read(TestPe.PA, 1)[0]);
    assertEquals(0, pe.memory.read(0x1_0000_0000L, 1)[0]);
  }

  @Test
  void withoutItTheNextRegimeGetsTheRecord() {
    TestPe pe = withRecords(1);
    pe.unit.profilingBarrier(OTHER);
    pe.unit.dataBarrier(pe.memory);
    assertEquals(0, pe.memory.read(TestPe.PA, 1)[0]);
    assertEquals((byte) 0x98, pe.memory.read(0x1_0000_0000L, 1)[0]);
  }

  @Test
  void memoryHasARecordAfterTheDataBarrier() {
    TestPe pe = withRecords(1);
    pe.unit.profilingBarrier(TestPe.REGIME);
    assertEquals(0, pe.memory.read(TestPe.PA, 1)[0]);
    pe.unit.dataBarrier(pe.memory);
    assertEquals((byte) 0x98, pe.memory.read(TestPe.PA, 1)[0]);
  }

  @Test
  void softwareSeesThePointerAfterContextSynchronisation() {
    TestPe pe = withRecords(1);
    pe.unit.profilingBarrier(TestPe.REGIME);
    pe.unit.dataBarrier(pe.memory);
    assertEquals(BASE, pe.read(SpeRegisters.PMBPTR_EL1));
    pe.unit.contextSynchronisation();
    assertEquals(BASE + 64, pe.read(SpeRegisters.PMBPTR_EL1));
  }

  @Test
  void theBarrierItselfCanFillTheBuffer() {
    TestPe pe = new TestPe(QUEUEING);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, TestPe.LIMIT - 64);
    pe.samples(1);
    assertFalse(pe.unit.interruptLine());
    pe.unit.profilingBarrier(TestPe.REGIME);
    assertTrue(pe.unit.interruptLine());
    assertEquals(0, pe.read(SpeRegisters.PMBSR_EL1));
    pe.unit.contextSynchronisation();
    assertTrue(new BufferStatus(pe.read(SpeRegisters.PMBSR_EL1)).isStopped());
  }

  @Test
  void disablingWithoutABarrierLosesRecords() {
    TestPe pe = withRecords(3);
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, 0);
    assertEquals(3, pe.count(SpeCount.LOST));
    pe.unit.profilingBarrier(TestPe.REGIME);
    assertEquals(0, pe.count(SpeCount.WRITTEN));
  }

  @Test
  void aFaultLosesWhatWaitsBehindIt() {
    TestPe pe = withRecords(3);
    pe.unit.profilingBarrier(
        BufferRegime.ofGuest(TestPe.STAGE_1, PageMap.empty(ManagementEvent.Stage.TWO)));
    assertEquals(3, pe.count(SpeCount.LOST));
    assertEquals(BufferStatus.EC_STAGE_2, pe.unit.status().eventClass());
  }

  @Test
  void theOldestRecordGoesToMemoryWhenTooManyWait() {
    TestPe pe = withRecords(9);
    assertEquals(8, pe.unit.counts().onTheirWay());
    assertEquals((byte) 0x98, pe.memory.read(TestPe.PA, 1)[0]);
  }

  private static TestPe withRecords(int records) {
    TestPe pe = new TestPe(QUEUEING);
    pe.samples(records);
    return pe;
  }
}
