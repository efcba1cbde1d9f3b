package io.interlock.hardware.pmu;

import static io.interlock.hardware.pmu.PmuEvent.CPU_CYCLES;
import static io.interlock.hardware.pmu.PmuEvent.INST_RETIRED;
import static io.interlock.hardware.pmu.PmuEvent.MEM_ACCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EventMixTest {

  @Test
  void cyclesPassInEveryMix() {
    assertEquals(123, EventMix.of(Map.of()).times(CPU_CYCLES, 7, 123));
    assertEquals(0, EventMix.of(Map.of()).times(INST_RETIRED, 7, 123));
  }

  @Test
  void eventsAreSpreadEvenly() {
    EventMix mix = EventMix.of(Map.of(MEM_ACCESS, 250));
    assertEquals(0, mix.times(MEM_ACCESS, 0, 3));
    assertEquals(1, mix.times(MEM_ACCESS, 3, 1));
    assertEquals(4, mix.cyclesUntil(MEM_ACCESS, 0, 1));
    assertEquals(1, mix.cyclesUntil(MEM_ACCESS, 3, 1));
  }

  @Test
  void whatNeverHappensIsNeverReached() {
    EventMix mix = EventMix.ONE_INSTRUCTION_A_CYCLE;
    assertEquals(EventMix.NEVER, mix.cyclesUntil(MEM_ACCESS, 0, 1));
    assertEquals(EventMix.NEVER, mix.cyclesUntil(0x4005, 0, 1));
    assertEquals(EventMix.NEVER, mix.cyclesUntil(INST_RETIRED, 0, EventMix.NEVER));
    EventMix slow = EventMix.of(Map.of(MEM_ACCESS, 1));
    assertEquals(EventMix.NEVER, slow.cyclesUntil(MEM_ACCESS, 0, Long.MAX_VALUE / 2));
  }

  @Test
  void ratesHaveBounds() {
    assertThrows(IllegalArgumentException.class, () -> EventMix.of(Map.of(CPU_CYCLES, 1)));
    assertThrows(IllegalArgumentException.class, () -> EventMix.of(Map.of(0x40, 1)));
    assertThrows(IllegalArgumentException.class, () -> EventMix.of(Map.of(MEM_ACCESS, -1)));
    assertThrows(IllegalArgumentException.class, () -> EventMix.of(Map.of(MEM_ACCESS, 1_000_001)));
  }

  @Property
  void piecesAddUpToTheWhole(
      @ForAll @IntRange(min = 0, max = 9000) int rate,
      @ForAll @LongRange(min = 0, max = 1L << 40) long from,
      @ForAll @LongRange(min = 0, max = 1L << 40) long first,
      @ForAll @LongRange(min = 0, max = 1L << 40) long second) {
    EventMix mix = EventMix.of(Map.of(MEM_ACCESS, rate));
    assertEquals(
        mix.times(MEM_ACCESS, from, first + second),
        mix.times(MEM_ACCESS, from, first) + mix.times(MEM_ACCESS, from + first, second));
  }

  @Property
  void theLastOfSoManyEventsComesInExactlyThatCycle(
      @ForAll @IntRange(min = 1, max = 9000) int rate,
      @ForAll @IntRange(min = 0, max = 5000) int from,
      @ForAll @LongRange(min = 1, max = 1L << 33) long times) {
    EventMix mix = EventMix.of(Map.of(MEM_ACCESS, rate));
    long cycles = mix.cyclesUntil(MEM_ACCESS, from, times);
    assertTrue(mix.times(MEM_ACCESS, from, cycles) >= times);
    assertTrue(mix.times(MEM_ACCESS, from, cycles - 1) < times);
  }
}
