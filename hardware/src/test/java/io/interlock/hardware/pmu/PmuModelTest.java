package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CoreType;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PmuModelTest {

  @Test
  void aCoreHasThePmuOfItsArchitecture() {
    PmuModel little = PmuModel.of(CoreType.named("arm,cortex-a53"));
    assertEquals(PmuVersion.V3, little.version());
    assertEquals(0, little.slots());
    assertFalse(little.events().has(PmuEvent.STALL_SLOT));
    assertFalse(little.events().has(PmuEvent.STALL_BACKEND));
    PmuModel server = PmuModel.of(CoreType.named("arm,neoverse-v2"));
    assertTrue(server.hasLongEventCounters());
    assertEquals(8, server.slots());
    assertTrue(server.events().has(PmuEvent.STALL_SLOT));
    assertTrue(server.has(PmuFeature.FINE_GRAINED_TRAPS));
  }

  @Test
  void everyCoreHasAPmu() {
    for (CoreType core : CoreType.known()) {
      assertEquals(core.eventCounters(), PmuModel.of(core).eventCounters(), core.name());
    }
  }

  @Test
  void aSplitAtZeroNeedsAFeature() {
    PmuModel plain = PmuModel.plain(6, PmuVersion.V3P8);
    assertFalse(plain.permitsSplitAt(0));
    assertTrue(plain.with(PmuFeature.ZERO_HPMN).permitsSplitAt(0));
    assertTrue(plain.permitsSplitAt(6));
    assertFalse(plain.permitsSplitAt(7));
  }

  @Test
  void whatNoPeHasIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> PmuModel.plain(32, PmuVersion.V3));
    assertThrows(IllegalArgumentException.class, () -> slots(PmuVersion.V3P1, 1));
    assertThrows(IllegalArgumentException.class, () -> slots(PmuVersion.V3P4, 256));
    assertThrows(
        IllegalArgumentException.class,
        () -> PmuModel.plain(6, PmuVersion.V3P8).with(PmuFeature.INSTRUCTION_COUNTER));
  }

  private static PmuModel slots(PmuVersion version, int slots) {
    return new PmuModel(6, version, Set.of(), CommonEvents.of(), slots);
  }

  @Test
  void commonEventsAreFourRuns() {
    CommonEvents events = CommonEvents.of(0x1F, 0x20, 0x401F, 0x4020);
    assertEquals(1L << 31 | 1L << 63, events.pmceid0());
    assertEquals(1L | 1L << 32, events.pmceid1());
    assertTrue(events.has(0x4020));
    assertFalse(events.has(0x40));
    assertThrows(IllegalArgumentException.class, () -> CommonEvents.of(0x40));
  }
}
