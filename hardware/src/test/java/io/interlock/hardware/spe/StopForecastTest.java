package io.interlock.hardware.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// When profiling may stop at the earliest, which an alarm must know before.
class StopForecastTest {
  private static TestPe pe(boolean secondCounter, boolean jitter, int queued, int offset) {
    SpuModel model =
        secondCounter ? new SpuModel(2, 64, 64, 256, 12, Set.of(SpuFeature.ERND)) : SpuModel.USUAL;
    TestPe pe = new TestPe(SpuSettings.prompt(model).queueing(queued));
    pe.unit.write(SpeRegisters.PMSIRR_EL1, TestPe.INTERVAL | (jitter ? 1 : 0));
    pe.unit.write(SpeRegisters.PMBPTR_EL1, TestPe.BASE + 64L * offset);
    return pe;
  }

  private static long forecast(TestPe pe) {
    return pe.unit.operationsBeforeStop(ExceptionLevel.EL0, TestPe.REGIME);
  }

  /// Operations until profiling stops, and how often one has to look.
  private record Stop(long operations, int looks) {}

  private static Stop byForecasts(TestPe pe) {
    long executed = 0;
    int looks = 0;
    while (!pe.unit.interruptLine()) {
      long next = forecast(pe);
      long before = pe.execute(next - 1, TestPe.REGIME, _ -> TestPe.LOAD);
      assertEquals(next - 1, before, "stopped before the forecast");
      assertFalse(pe.unit.interruptLine());
      executed += before + pe.execute(1, TestPe.REGIME, _ -> TestPe.LOAD);
      looks++;
    }
    return new Stop(executed, looks);
  }

  @Property(tries = 60)
  void aForecastIsNeverTooLateAndSoonExact(
      @ForAll boolean secondCounter,
      @ForAll boolean jitter,
      @ForAll @IntRange(max = 3) int queued,
      @ForAll @IntRange(max = 63) int offset) {
    TestPe inOneGo = pe(secondCounter, jitter, queued, offset);
    long exact = inOneGo.execute(10_000_000, TestPe.REGIME, _ -> TestPe.LOAD);
    Stop stop = byForecasts(pe(secondCounter, jitter, queued, offset));
    assertEquals(exact, stop.operations());
    assertTrue(stop.looks() < 40, () -> "looked " + stop.looks() + " times");
  }

  @Test
  void nothingStopsWhereNothingIsSampledOrWritten() {
    TestPe pe = new TestPe(SpuModel.UNUSUAL);
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, TestPe.LIMIT | 1 | SpeRegisters.LIMIT_FM.place(2));
    assertEquals(Long.MAX_VALUE, forecast(pe));
    pe.unit.write(SpeRegisters.PMBLIMITR_EL1, TestPe.LIMIT);
    assertEquals(Long.MAX_VALUE, forecast(pe));
  }

  @Test
  void aHoleInTheTranslationStopsItToo() {
    TestPe pe = new TestPe(SpuModel.USUAL);
    BufferRegime holed =
        BufferRegime.ofGuest(
            TestPe.STAGE_1.without(TestPe.BASE + PageMap.PAGE_BYTES), TestPe.STAGE_2);
    long untilHole = pe.unit.operationsBeforeStop(ExceptionLevel.EL0, holed);
    int records = PageMap.PAGE_BYTES / 64;
    assertTrue(untilHole >= records * TestPe.INTERVAL, () -> "in " + untilHole);
    assertTrue(untilHole <= (records + 1) * (TestPe.INTERVAL + 1), () -> "in " + untilHole);
  }

  @Test
  void badPointersStopItWithTheNextSample() {
    TestPe pe = new TestPe(SpuModel.USUAL);
    pe.unit.write(SpeRegisters.PMBPTR_EL1, TestPe.LIMIT);
    assertEquals(1 + TestPe.INTERVAL, forecast(pe));
  }
}
