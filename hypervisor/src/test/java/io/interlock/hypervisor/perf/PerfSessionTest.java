package io.interlock.hypervisor.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.Pmu;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the host counts beside guests that have counters of their own.
class PerfSessionTest {
  private static final long ALL = 1L << 31 | 0x3F;
  private static final long WITHOUT_GUESTS = 0x3C;

  private static PerfSession parse(String text) {
    return PerfSession.parse(text, word -> Long.parseLong(word.replace("ps", "")));
  }

  @Test
  void aSessionSaysWhatItCountsAndWhen() {
    assertEquals(
        new PerfSession(PmuEvent.CPU_CYCLES, false, 0, PerfSession.NEVER), parse("cycles"));
    assertEquals(
        new PerfSession(PmuEvent.INST_RETIRED, true, 10, 60),
        parse(" instructions pinned from 10ps for 50ps "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cache-misses", "cycles for", "cycles for ever", "cycles pinned x"})
  void anythingElseIsRefusedInALine(String text) {
    String line =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage());
    assertTrue(line.lines().count() <= 1, line);
  }

  @Test
  void eventsMakeRoomForAGuestAndComeBack() {
    RegisterFile file = new RegisterFile();
    file.assign(SysReg.named("MDCR_EL2"), SysReg.named("MDCR_EL2").field("HPMN").place(6));
    Pmu pmu = new Pmu(file, PmuModel.plain(6, PmuVersion.V3P5));
    HostPerf perf = HostPerf.onReset(pmu, 0, true, ALL);
    PerfEvent cycles = perf.create(parse("cycles").attributes(0), 0, 0);
    PerfEvent instructions = perf.create(parse("instructions").attributes(0), 0, 0);
    assertEquals(1L << 31 | 1, perf.used());
    perf.allow(WITHOUT_GUESTS, 1);
    assertEquals(0xC, perf.used(), "both have moved");
    assertEquals(PerfEvent.State.ACTIVE, cycles.state());
    perf.allow(ALL, 2);
    assertEquals(1L << 31 | 1, perf.used());
    assertEquals(PerfEvent.State.ACTIVE, instructions.state());
  }

  @Test
  void aPinnedEventThatFindsNoRoomFails() {
    RegisterFile file = new RegisterFile();
    file.assign(SysReg.named("MDCR_EL2"), SysReg.named("MDCR_EL2").field("HPMN").place(6));
    Pmu pmu = new Pmu(file, PmuModel.plain(6, PmuVersion.V3P5));
    HostPerf perf = HostPerf.onReset(pmu, 0, true, ALL);
    PerfEvent pinned = perf.create(parse("cycles pinned").attributes(0), 0, 0);
    perf.allow(0, 1);
    assertEquals(PerfEvent.State.ERROR, pinned.state());
    perf.allow(ALL, 2);
    assertEquals(PerfEvent.State.ERROR, pinned.state(), "until somebody enables it again");
  }
}
