package io.interlock.hypervisor.vgic;

import static io.interlock.hypervisor.vgic.IrqOwner.PMU;
import static io.interlock.hypervisor.vgic.IrqOwner.TIMER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.LrState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Entries of the race corpus that concern the vGIC alone, one interleaving each, step by step.
class VgicRaceTest {
  private static final int OPEN = 0xF8;
  private final VgicCpu cpu = new VgicCpu(0);
  private final GuestRedistributor frame = new GuestRedistributor(0, 0, true);
  private final FakePhysical physical = new FakePhysical();

  @BeforeEach
  void bootedGuest() {
    cpu.distributor(true, OPEN);
    frame.write(cpu, 0x1_0100, -1, physical);
    cpu.claim(IntId.PMU_OVERFLOW, PMU);
    cpu.claim(IntId.VIRTUAL_TIMER, TIMER);
    cpu.map(IntId.VIRTUAL_TIMER, IntId.VIRTUAL_TIMER);
  }

  private ListRegister enter() {
    return cpu.flush(4).registers().getFirst();
  }

  private void exit(ListRegister lr, LrState state) {
    cpu.sync(List.of(lr.withState(state)), physical);
  }

  @Test
  void x43DisabledInTheGapIsNotQueued() {
    cpu.distributor(false, OPEN);
    cpu.inject(23, true, PMU);
    cpu.distributor(true, OPEN);
    assertEquals(0, cpu.irq(23).oracle(VgicIrq.NO_VCPU, true), "the injector sees a target");
    frame.write(cpu, 0x1_0180, 1 << 23, physical);
    assertFalse(cpu.queue(23), "there is none any more");
    assertEquals(List.of(), cpu.queued());
  }

  @Test
  void x43QueuedByAnotherInTheGapIsOnTheListOnce() {
    cpu.inject(23, true, PMU);
    assertTrue(cpu.queue(23));
    assertTrue(cpu.queue(23));
    assertEquals(List.of(23), cpu.queued());
  }

  @Test
  void x43ReroutedInTheGapIsNotAdopted() {
    VgicIrq spi =
        new VgicIrq(
            40, IrqOwner.USER_SPACE, IntId.NONE, true, false, true, false, true, true, 0, 1);
    assertEquals(1, spi.oracle(VgicIrq.NO_VCPU, true));
    assertFalse(cpu.adopt(spi), "it was routed to vCPU 1 when it arrived here");
    assertFalse(cpu.isQueued(40));
    var other = new VgicCpu(1);
    other.distributor(true, OPEN);
    assertTrue(other.adopt(spi));
  }

  @Test
  void x47EdgeOfAnInterruptInAListRegisterKicksAgain() {
    cpu.receiveSgi(3, true);
    ListRegister lr = enter();
    // The guest has taken it and is in its handler; another edge arrives.
    assertTrue(cpu.receiveSgi(3, true), "although it is on the list");
    exit(lr, LrState.ACTIVE);
    assertEquals(LrState.ACTIVE_PENDING, enter().state());
  }

  @Test
  void x49DeviceAfterTheVgicGivesASpuriousInterrupt() {
    cpu.inject(23, true, PMU);
    ListRegister lr = enter();
    // The guest handles the overflow with untrapped writes and ends the interrupt.
    exit(lr, LrState.INACTIVE);
    assertEquals(LrState.PENDING, enter().state(), "folded before the device was looked at");
  }

  @Test
  void x49DeviceBeforeTheVgicGivesNone() {
    cpu.inject(23, true, PMU);
    ListRegister lr = enter();
    cpu.inject(23, false, PMU);
    exit(lr, LrState.INACTIVE);
    assertEquals(Flush.EMPTY, cpu.flush(4));
    assertEquals(List.of(), cpu.queued());
  }

  @Test
  void x50LineThatFellBeforeTheGuestTookItIsResampled() {
    physical.line(27, true);
    physical.setActive(27, true);
    cpu.inject(27, true, TIMER);
    ListRegister lr = enter();
    physical.line(27, false);
    exit(lr, LrState.PENDING);
    assertFalse(cpu.irq(27).lineLevel());
    assertFalse(physical.isActive(27), "or the next expiry would never be heard of");
    assertEquals(Flush.EMPTY, cpu.flush(4));
  }

  @Test
  void x50LineThatIsStillHighStaysPending() {
    physical.line(27, true);
    physical.setActive(27, true);
    cpu.inject(27, true, TIMER);
    exit(enter(), LrState.PENDING);
    assertTrue(cpu.irq(27).lineLevel());
    assertTrue(physical.isActive(27));
    assertEquals(LrState.PENDING, enter().state());
  }

  @Test
  void x50LineThatFellWhileTheInterruptWasActiveIsResampledAtItsEnd() {
    physical.line(27, true);
    cpu.inject(27, true, TIMER);
    exit(enter(), LrState.ACTIVE);
    // It fires again while active: the host sets the virtual line.
    physical.setActive(27, true);
    cpu.inject(27, true, TIMER);
    ListRegister lr = enter();
    physical.line(27, false);
    exit(lr, LrState.INACTIVE);
    assertFalse(cpu.irq(27).lineLevel());
    assertFalse(physical.isActive(27));
    assertFalse(cpu.isQueued(27));
  }

  @Test
  void x48InjectionAfterFlushSawAnEmptyListAsksForAKick() {
    assertEquals(Flush.EMPTY, cpu.flush(4));
    assertTrue(cpu.inject(23, true, PMU));
  }
}
