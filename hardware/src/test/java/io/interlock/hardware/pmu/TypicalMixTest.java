package io.interlock.hardware.pmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CoreType;
import org.junit.jupiter.api.Test;

class TypicalMixTest {

  @Test
  void operationsAndEmptySlotsFillTheSlots() {
    for (CoreType core : CoreType.known()) {
      PmuModel model = PmuModel.of(core);
      EventMix mix = TypicalMix.of(core);
      if (model.slots() != 0) {
        assertEquals(
            model.slots() * EventMix.PERIOD_CYCLES,
            mix.rate(PmuEvent.INST_SPEC) + mix.rate(PmuEvent.STALL_SLOT),
            core.name());
      }
      assertEquals(
          mix.rate(PmuEvent.STALL_SLOT),
          mix.rate(PmuEvent.STALL_SLOT_FRONTEND) + mix.rate(PmuEvent.STALL_SLOT_BACKEND));
    }
  }

  @Test
  void onlyImplementedEventsHappen() {
    for (CoreType core : CoreType.known()) {
      PmuModel model = PmuModel.of(core);
      for (int event = 0; event < 0x40; event++) {
        boolean happens = TypicalMix.of(core).rate(event) != 0;
        assertTrue(!happens || model.events().has(event), core.name() + " 0x" + event);
      }
    }
  }

  @Test
  void aStrongerCoreRetiresMore() {
    EventMix little = TypicalMix.of(CoreType.named("arm,cortex-a520"));
    EventMix big = TypicalMix.of(CoreType.named("arm,cortex-a720"));
    assertEquals(2000, big.rate(PmuEvent.INST_RETIRED));
    assertTrue(little.rate(PmuEvent.INST_RETIRED) < 1000);
  }
}
