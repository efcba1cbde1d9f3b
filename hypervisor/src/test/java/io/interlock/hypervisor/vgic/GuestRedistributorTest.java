package io.interlock.hypervisor.vgic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.SgiRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestRedistributorTest {
  private static final int OPEN = 0xF8;
  private static final int TIMER = IntId.VIRTUAL_TIMER;
  private final VgicCpu cpu = new VgicCpu(0);
  private final GuestRedistributor frame = new GuestRedistributor(3, Affinity.of(0, 0, 1, 2), true);
  private final FakePhysical physical = new FakePhysical();

  @BeforeEach
  void distributorOn() {
    cpu.distributor(true, OPEN);
  }

  private boolean write(int offset, int value) {
    return frame.write(cpu, offset, value, physical);
  }

  private int read(int offset) {
    return frame.read(cpu, offset, physical);
  }

  // PPI 20 is pending by its line and disabled, PPI 21 enabled and pending, PPI 22 enabled.
  @ParameterizedTest(name = "write of {1} to {0} kicks: {2}")
  @CsvSource({
    "0x10080, 0x00200000, true",
    "0x10100, 0x00100000, true",
    "0x10100, 0x00800000, false",
    "0x10180, 0x00200000, false",
    "0x10200, 0x00400000, true",
    "0x10200, 0x00800000, false",
    "0x10280, 0x00200000, false",
    "0x10300, 0x00800000, true",
    "0x10380, 0x00200000, false",
    "0x10414, 0x40404040, false",
    "0x10C04, 0xFFFFFFFF, false",
    "0x10D00, 0xFFFFFFFF, false",
    "0x00014, 0x00000002, false",
    "0x10104, 0xFFFFFFFF, false"
  })
  void whoKicks(String offset, String value, boolean kicks) {
    write(0x1_0100, 0b110_0000 << 16);
    cpu.inject(20, true, IrqOwner.USER_SPACE);
    cpu.inject(21, true, IrqOwner.USER_SPACE);
    assertEquals(kicks, write(Integer.decode(offset), Long.decode(value).intValue()));
  }

  @Test
  void resetValues() {
    assertEquals(0x0000_FFFF, read(0x1_0100));
    assertEquals(-1, read(0x1_0080));
    assertEquals(0xAAAA_AAAA, read(0x1_0C00));
    assertEquals(0, read(0x1_0C04));
    assertEquals(0, read(0x14), "GICR_WAKER reads as zero");
    assertEquals(0x310, read(0x8));
    assertEquals(0x0102, read(0xC));
    assertEquals(0x4B00_043B, read(0x4));
    assertEquals(0, read(0x1_0D00));
  }

  @Test
  void triggersOfPrivateInterruptsCannotBeChanged() {
    write(0x1_0C00, 0);
    write(0x1_0C04, -1);
    assertEquals(0xAAAA_AAAA, read(0x1_0C00));
    assertEquals(0, read(0x1_0C04));
  }

  @Test
  void prioritiesKeepFiveBits() {
    write(0x1_041C, 0xFF_A7_50_09);
    assertEquals(0xF8_A0_50_08, read(0x1_041C));
    assertEquals(0xF8, cpu.irq(31).priority());
  }

  @Test
  void setAndClearNamesReadTheSame() {
    write(0x1_0200, 0b101);
    assertEquals(0b101, read(0x1_0280));
    write(0x1_0280, 0b001);
    assertEquals(0b100, read(0x1_0200));
    write(0x1_0300, 0b11);
    write(0x1_0380, 0b10);
    assertEquals(0b01, read(0x1_0380));
  }

  @Test
  void clearPendingDoesNotRemoveAHighLine() {
    write(0x1_0100, 1 << 20);
    cpu.inject(20, true, IrqOwner.USER_SPACE);
    write(0x1_0280, 1 << 20);
    assertEquals(1 << 20, read(0x1_0200));
  }

  @Test
  void enablingAMappedInterruptResamplesItsLine() {
    cpu.map(TIMER, TIMER);
    cpu.inject(TIMER, true, IrqOwner.USER_SPACE);
    assertFalse(write(0x1_0100, 1 << TIMER), "the device went quiet while it was disabled");
    assertEquals(List.of("deactivate 27"), physical.log);
    assertFalse(cpu.irq(TIMER).lineLevel());
    physical.line(TIMER, true);
    assertTrue(write(0x1_0100, 1 << TIMER));
    assertTrue(cpu.isQueued(TIMER));
  }

  @Test
  void makingAMappedInterruptPendingMasksThePhysicalOneUntilItIsTakenBack() {
    cpu.map(TIMER, TIMER);
    write(0x1_0200, 1 << TIMER);
    assertTrue(physical.isActive(TIMER));
    write(0x1_0280, 1 << TIMER);
    assertFalse(physical.isActive(TIMER));
    assertEquals(List.of("activate 27", "clear pending 27", "deactivate 27"), physical.log);
  }

  @Test
  void takingPendingBackLeavesAnActiveMappedInterruptActive() {
    cpu.map(TIMER, TIMER);
    write(0x1_0300, 1 << TIMER);
    write(0x1_0280, 1 << TIMER);
    assertTrue(physical.isActive(TIMER));
    write(0x1_0380, 1 << TIMER);
    assertFalse(physical.isActive(TIMER));
  }

  @Test
  void pendingStateOfAMappedLevelInterruptIsThePhysicalLine() {
    cpu.map(TIMER, TIMER);
    physical.line(TIMER, true);
    assertEquals(1 << TIMER, read(0x1_0200));
    cpu.unmap(TIMER);
    assertEquals(0, read(0x1_0200));
  }

  @Test
  void activeInterruptsSetByTheGuestAreQueued() {
    assertTrue(write(0x1_0300, 1 << 20));
    assertEquals(List.of(20), cpu.queued());
  }

  @Test
  void sgiGoesToTheVcpusWhoseAffinityMatches() {
    long[] vcpus = {0x0, 0x1, 0x100, 0x101, 0x102};
    assertTargets(List.of(0, 1), 0x3L, vcpus);
    assertTargets(List.of(2, 4), 0x1_0005L, vcpus);
    assertTargets(List.of(), 0x2_0001L, vcpus);
    assertTargets(List.of(1), 0xFFF2L, vcpus);
    assertTargets(List.of(0, 1, 3, 4), 1L << 40, vcpus);
    assertTargets(List.of(0), 5L << 44 | 1, vcpus);
  }

  private static void assertTargets(List<Integer> expected, long sgi1r, long[] vcpus) {
    int[] targets = SgiDispatch.targets(SgiRequest.decode(sgi1r), 2, vcpus);
    assertEquals(expected, Arrays.stream(targets).boxed().toList());
  }
}
