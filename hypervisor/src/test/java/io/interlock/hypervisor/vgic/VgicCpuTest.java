package io.interlock.hypervisor.vgic;

import static io.interlock.hypervisor.vgic.IrqOwner.PMU;
import static io.interlock.hypervisor.vgic.IrqOwner.TIMER;
import static io.interlock.hypervisor.vgic.IrqOwner.USER_SPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.LrState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VgicCpuTest {
  private static final int VCPU = 1;
  private static final int OPEN = 0xF8;
  private static final int ISENABLER = 0x1_0100;
  private static final int ICENABLER = 0x1_0180;
  private static final int IPRIORITYR = 0x1_0400;

  private final VgicCpu cpu = new VgicCpu(VCPU);
  private final GuestRedistributor frame = new GuestRedistributor(VCPU, 1, false);
  private final FakePhysical physical = new FakePhysical();

  @BeforeEach
  void bootedGuest() {
    cpu.distributor(true, OPEN);
    frame.write(cpu, ISENABLER, -1, physical);
    cpu.claim(IntId.PMU_OVERFLOW, PMU);
    cpu.claim(IntId.VIRTUAL_TIMER, TIMER);
    cpu.map(IntId.VIRTUAL_TIMER, IntId.VIRTUAL_TIMER);
  }

  private ListRegister onlyLr() {
    Flush flush = cpu.flush(4);
    assertEquals(1, flush.registers().size());
    return flush.registers().getFirst();
  }

  private Synced sync(ListRegister... registers) {
    return cpu.sync(List.of(registers), physical);
  }

  @Test
  void initialStateIsThatOfKvm() {
    var fresh = new VgicCpu(0);
    VgicIrq sgi = fresh.irq(15);
    VgicIrq ppi = fresh.irq(16);
    assertTrue(sgi.enabled() && sgi.edge() && sgi.group1());
    assertTrue(!ppi.enabled() && !ppi.edge() && ppi.group1());
    assertEquals(0, ppi.priority());
    assertEquals(List.of(), fresh.queued());
    assertEquals(Flush.EMPTY, fresh.flush(4));
  }

  @Test
  void levelInjectionIsValidOnlyWhenTheLevelChanges() {
    assertFalse(cpu.inject(23, false, PMU));
    assertTrue(cpu.inject(23, true, PMU));
    assertFalse(cpu.inject(23, true, PMU));
    assertFalse(cpu.inject(23, false, PMU), "going low kicks nobody");
    assertFalse(cpu.irq(23).lineLevel());
  }

  @Test
  void injectionByTheWrongOwnerIsIgnored() {
    assertFalse(cpu.inject(23, true, USER_SPACE));
    assertFalse(cpu.irq(23).lineLevel());
    assertFalse(cpu.claim(23, TIMER));
    assertTrue(cpu.claim(23, PMU));
  }

  @Test
  void edgeInjectionIsValidOnlyWhenRising() {
    VgicIrq spi = edgeSpi(40, 0);
    assertFalse(spi.accepts(false, USER_SPACE));
    assertTrue(spi.accepts(true, USER_SPACE));
    assertTrue(spi.injected(true).pendingLatch());
  }

  @Test
  void disabledInterruptIsNotQueued() {
    frame.write(cpu, ICENABLER, 1 << 23, physical);
    assertFalse(cpu.inject(23, true, PMU));
    assertFalse(cpu.isQueued(23));
    assertTrue(frame.write(cpu, ISENABLER, 1 << 23, physical));
    assertEquals(List.of(23), cpu.queued());
  }

  @Test
  void nothingIsQueuedWhileTheDistributorIsOff() {
    cpu.distributor(false, OPEN);
    assertFalse(cpu.inject(23, true, PMU));
    assertEquals(List.of(), cpu.queued());
    assertFalse(cpu.distributor(true, OPEN), "what came meanwhile is not on the list");
    assertTrue(cpu.queue(23));
  }

  @Test
  void distributorSwitchedOnKicksForWhatIsOnTheList() {
    cpu.inject(23, true, PMU);
    cpu.distributor(false, OPEN);
    assertFalse(cpu.pendingIrq(OPEN));
    assertTrue(cpu.distributor(true, OPEN));
    assertFalse(cpu.distributor(true, OPEN), "it was on already");
  }

  @Test
  void softwareLevelInterruptGetsTheMaintenanceBit() {
    cpu.inject(23, true, PMU);
    assertEquals(new ListRegister(23, IntId.NONE, true, 0, false, true, LrState.PENDING), onlyLr());
    assertTrue(cpu.irq(23).lineLevel(), "the line stays as the device has it");
  }

  @Test
  void mappedLevelInterruptGetsItsPhysicalOneAndItsLineIsTakenAsLow() {
    cpu.inject(27, true, TIMER);
    assertEquals(new ListRegister(27, 27, false, 0, false, true, LrState.PENDING), onlyLr());
    assertFalse(cpu.irq(27).lineLevel());
  }

  @Test
  void edgeMovesIntoTheListRegisterAndBack() {
    cpu.receiveSgi(3, true);
    ListRegister lr = onlyLr();
    assertEquals(new ListRegister(3, IntId.NONE, false, 0, false, true, LrState.PENDING), lr);
    assertFalse(cpu.irq(3).pendingLatch());
    sync(lr);
    assertTrue(cpu.irq(3).pendingLatch());
    assertEquals(List.of(3), cpu.queued());
  }

  @Test
  void activeLevelInterruptIsNotPendingToo() {
    cpu.inject(23, true, PMU);
    sync(onlyLr().withState(LrState.ACTIVE));
    assertEquals(LrState.ACTIVE, onlyLr().state());
  }

  @Test
  void activeMappedInterruptIsNotPendingToo() {
    cpu.inject(27, true, TIMER);
    physical.line(27, true);
    sync(onlyLr().withState(LrState.ACTIVE));
    cpu.inject(27, true, TIMER);
    assertEquals(LrState.ACTIVE, onlyLr().state());
  }

  @Test
  void activeEdgeMayBePendingToo() {
    cpu.receiveSgi(3, true);
    sync(onlyLr().withState(LrState.ACTIVE));
    cpu.receiveSgi(3, true);
    assertEquals(LrState.ACTIVE_PENDING, onlyLr().state());
  }

  @Test
  void endedInterruptLeavesTheList() {
    cpu.receiveSgi(3, true);
    assertEquals(Synced.NOTHING, sync(onlyLr().withState(LrState.INACTIVE)));
    assertFalse(cpu.isQueued(3));
    assertEquals(Flush.EMPTY, cpu.flush(4));
  }

  @Test
  void softPendingLevelIsConsumedByItsEnd() {
    frame.write(cpu, 0x1_0200, 1 << 20, physical);
    ListRegister lr = onlyLr();
    sync(lr.withState(LrState.ACTIVE));
    assertTrue(cpu.irq(20).pendingLatch());
    onlyLr();
    sync(lr.withState(LrState.INACTIVE));
    assertFalse(cpu.irq(20).isPending());
  }

  @Test
  void moreInterruptsThanRegistersAskForUnderflow() {
    for (int sgi = 0; sgi < 6; sgi++) {
      cpu.receiveSgi(sgi, true);
    }
    Flush flush = cpu.flush(4);
    assertTrue(flush.underflow());
    assertEquals(List.of(0, 1, 2, 3), vintids(flush));
    sync(
        flush.registers().stream()
            .map(lr -> lr.withState(LrState.INACTIVE))
            .toArray(ListRegister[]::new));
    Flush rest = cpu.flush(4);
    assertEquals(List.of(4, 5), vintids(rest));
    assertFalse(rest.underflow());
  }

  @Test
  void exactlyAsManyAsRegistersNeedNoUnderflow() {
    for (int sgi = 0; sgi < 4; sgi++) {
      cpu.receiveSgi(sgi, true);
    }
    assertFalse(cpu.flush(4).underflow());
  }

  @Test
  void onOverflowActiveGoFirstThenTheMostUrgent() {
    cpu.receiveSgi(7, true);
    sync(onlyLr().withState(LrState.ACTIVE));
    frame.write(cpu, IPRIORITYR, 0x20_40_60_80, physical);
    frame.write(cpu, IPRIORITYR + 4, 0xF0_10_A0_A0, physical);
    for (int sgi : new int[] {0, 1, 2, 3, 6}) {
      cpu.receiveSgi(sgi, true);
    }
    // 7 is active at the lowest priority; the others are 0x80 0x60 0x40 0x20 and, for 6, 0x10.
    assertEquals(List.of(7, 6, 3, 2), vintids(cpu.flush(4)));
  }

  @Test
  void whatBecameUndeliverableIsPassedOverByFlushAndDroppedBySync() {
    cpu.inject(23, true, PMU);
    cpu.receiveSgi(3, true);
    cpu.inject(23, false, PMU);
    ListRegister lr = onlyLr();
    assertEquals(3, lr.vintid());
    sync(lr);
    assertEquals(List.of(3), cpu.queued());
  }

  @Test
  void restoredActiveInterruptsReachListRegisters() {
    assertTrue(frame.write(cpu, 0x1_0300, 0b1111 << 20, physical));
    Flush flush = cpu.flush(4);
    assertEquals(List.of(20, 21, 22, 23), vintids(flush));
    assertTrue(flush.registers().stream().allMatch(lr -> lr.state() == LrState.ACTIVE));
    sync(
        flush.registers().stream()
            .map(lr -> lr.withState(LrState.INACTIVE))
            .toArray(ListRegister[]::new));
    assertEquals(List.of(), cpu.queued());
  }

  @Test
  void wfiSleepsThroughActiveDisabledAndMaskedInterrupts() {
    frame.write(cpu, IPRIORITYR + 20, 0x40_00_00_00, physical);
    cpu.inject(23, true, PMU);
    assertTrue(cpu.pendingIrq(0x48));
    assertFalse(cpu.pendingIrq(0x40), "equal to the mask is masked");
    frame.write(cpu, ICENABLER, 1 << 23, physical);
    assertFalse(cpu.pendingIrq(OPEN));
    frame.write(cpu, ISENABLER, 1 << 23, physical);
    sync(onlyLr().withState(LrState.ACTIVE));
    assertTrue(cpu.irq(23).isPending());
    assertFalse(cpu.pendingIrq(OPEN), "active");
  }

  @Test
  void groupZeroRequestDoesNotReachAGroupOneSgi() {
    assertFalse(cpu.receiveSgi(3, false));
    assertFalse(cpu.irq(3).pendingLatch());
    frame.write(cpu, 0x1_0080, ~(1 << 3), physical);
    assertTrue(cpu.receiveSgi(3, false));
  }

  @Test
  void spiJoinsLeavesAndComesBack() {
    assertTrue(cpu.adopt(edgeSpi(40, VCPU).injected(true)));
    assertEquals(List.of(40), cpu.queued());
    ListRegister lr = onlyLr();
    Synced synced = sync(lr.withState(LrState.INACTIVE));
    assertEquals(List.of(edgeSpi(40, VCPU)), synced.leaving());
    assertEquals(List.of(), cpu.queued());
    assertTrue(cpu.adopt(edgeSpi(40, VCPU).injected(true)));
  }

  @Test
  void reroutedSpiMovesAtTheNextSync() {
    cpu.adopt(edgeSpi(40, VCPU).injected(true));
    cpu.retarget(40, 3);
    assertTrue(cpu.isQueued(40));
    assertEquals(Flush.EMPTY, cpu.flush(4));
    Synced synced = sync();
    assertEquals(List.of(edgeSpi(40, 3).injected(true)), synced.leaving());
    assertEquals(3, synced.leaving().getFirst().oracle(VgicIrq.NO_VCPU, true));
  }

  @Test
  void activeSpiStaysThoughRerouted() {
    cpu.adopt(edgeSpi(40, VCPU).injected(true));
    sync(onlyLr().withState(LrState.ACTIVE));
    cpu.retarget(40, 3);
    assertEquals(LrState.ACTIVE, onlyLr().state());
    sync(new ListRegister(40, IntId.NONE, false, 0, false, true, LrState.ACTIVE));
    assertTrue(cpu.isQueued(40));
  }

  @Test
  void endOfALevelSpiIsReported() {
    var spi =
        new VgicIrq(40, USER_SPACE, IntId.NONE, false, true, false, false, true, true, 0, VCPU);
    cpu.adopt(spi);
    Synced synced = sync(onlyLr().withState(LrState.INACTIVE));
    assertEquals(List.of(40), synced.ended());
    assertTrue(cpu.isQueued(40), "its line is still high");
  }

  @Test
  void manySpisFindRoom() {
    for (int spi = 32; spi < 132; spi++) {
      assertTrue(cpu.adopt(edgeSpi(spi, VCPU).injected(true)));
    }
    assertEquals(100, cpu.queued().size());
    assertTrue(cpu.copy().isQueued(131));
  }

  @Test
  void privateInterruptsCannotBeAdoptedAndMissingSpisNotInjected() {
    assertThrows(IllegalArgumentException.class, () -> cpu.adopt(cpu.irq(27)));
    assertThrows(IllegalArgumentException.class, () -> cpu.inject(40, true, USER_SPACE));
    assertThrows(IllegalArgumentException.class, () -> cpu.retarget(27, 0));
    assertThrows(IllegalArgumentException.class, () -> cpu.receiveSgi(16, true));
  }

  @Test
  void copyIsIndependent() {
    cpu.inject(23, true, PMU);
    VgicCpu copy = cpu.copy();
    sync(onlyLr().withState(LrState.ACTIVE));
    assertFalse(copy.irq(23).active());
    assertEquals(LrState.PENDING, copy.flush(4).registers().getFirst().state());
  }

  private static VgicIrq edgeSpi(int intid, int target) {
    return new VgicIrq(
        intid, USER_SPACE, IntId.NONE, true, false, false, false, true, true, 0, target);
  }

  private static List<Integer> vintids(Flush flush) {
    return flush.registers().stream().map(ListRegister::vintid).toList();
  }
}
