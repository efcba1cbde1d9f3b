package io.interlock.hypervisor.pmu.emulated;

import static io.interlock.hypervisor.pmu.emulated.EmulatedPmu.LineChange.FALLS;
import static io.interlock.hypervisor.pmu.emulated.EmulatedPmu.LineChange.NONE;
import static io.interlock.hypervisor.pmu.emulated.EmulatedPmu.LineChange.RISES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.hardware.pmu.ExceptionLevel;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.Exclusion;
import io.interlock.hypervisor.perf.PerfAttributes;
import io.interlock.hypervisor.perf.PerfEvent;
import io.interlock.hypervisor.perf.SwitchedEvents;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is special about KVM's emulated PMU. Six counters, one instruction a cycle, a memory access
/// every four.
class EmulatedPmuTest {
  private static final long E = 1;
  private static final long ALL = 0xFFFF_FFFFL;
  private static final long PRE_OVERFLOW = 0xFFFF_FFF0L;

  @Test
  void aCounterThatWasDisabledKeepsTheLineHigh() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P5);
    guest.set("PMOVSSET_EL0", 1);
    guest.set("PMINTENSET_EL1", 1);
    assertEquals(NONE, guest.pmu.update());
    guest.set("PMCR_EL0", E);
    assertEquals(RISES, guest.pmu.update());
    guest.set("PMCR_EL0", 0);
    assertEquals(FALLS, guest.pmu.update());
  }

  @Test
  void aCounterOverflowsAgainAfterItsWholeRange() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMEVCNTR0_EL0", PRE_OVERFLOW);
    guest.set("PMCR_EL0", E);
    guest.run(16);
    guest.set("PMOVSCLR_EL0", 1);
    guest.run(ALL);
    assertEquals(0, guest.get("PMOVSSET_EL0"));
    guest.run(1);
    assertEquals(1, guest.get("PMOVSSET_EL0"));
  }

  @Test
  void theCycleCounterIsReadWhileItCounts() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.set("PMCNTENSET_EL0", 1L << 31);
    guest.set("PMCR_EL0", E);
    guest.run(7);
    assertEquals(7, guest.get("PMCCNTR_EL0"));
    guest.set("PMCR_EL0", 0);
    guest.run(7);
    assertEquals(7, guest.get("PMCCNTR_EL0"));
    guest.set("PMCR_EL0", E | 4);
    guest.run(2);
    assertEquals(2, guest.get("PMCCNTR_EL0"));
  }

  @Test
  void filtersOfTheGuestAreThoseOfItsEvents() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMCR_EL0", E);
    guest.event(0, PmuEvent.CPU_CYCLES | 1L << 31);
    guest.run(5);
    guest.run(5, ExceptionLevel.EL2);
    assertEquals(0, guest.get("PMEVCNTR0_EL0"));
    guest.run(5, ExceptionLevel.EL0);
    assertEquals(5, guest.get("PMEVCNTR0_EL0"));
    guest.event(0, PmuEvent.CPU_CYCLES | 1L << 30);
    guest.run(5, ExceptionLevel.EL0);
    assertEquals(5, guest.get("PMEVCNTR0_EL0"));
  }

  @Test
  void anEventThatIsDeniedStandsStill() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1, Filters.denying(PmuEvent.CPU_CYCLES));
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.event(1, PmuEvent.INST_RETIRED);
    guest.set("PMCNTENSET_EL0", 0x8000_0003L);
    guest.set("PMCR_EL0", E);
    guest.run(100);
    assertEquals(0, guest.get("PMEVCNTR0_EL0"));
    assertEquals(0, guest.get("PMCCNTR_EL0"), "the cycle counter is that event too");
    assertEquals(100, guest.get("PMEVCNTR1_EL0"));
  }

  @Test
  void aGuestWhosePinnedEventsFindNoCounterCountsNothing() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    for (int i = 0; i < 6; i++) {
      PerfEvent event =
          guest.perf.create(
              new PerfAttributes(
                  EmulatedGuest.HOST_PMU, PmuEvent.INST_RETIRED, Set.of(), true, false, true),
              0,
              0);
      assertEquals(PerfEvent.State.ACTIVE, event.state());
    }
    guest.event(0, PmuEvent.INST_RETIRED);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMCR_EL0", E);
    guest.run(100);
    assertEquals(0, guest.get("PMEVCNTR0_EL0"));
  }

  @Test
  void aGuestsCountersSwitchWithIt() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.INST_RETIRED);
    guest.set("PMCNTENSET_EL0", 1);
    guest.set("PMCR_EL0", E);
    assertEquals(new SwitchedEvents(0, 1), guest.perf.switched());
    guest.perf.leaveGuest();
    guest.run(10, ExceptionLevel.EL0);
    assertEquals(0, guest.get("PMEVCNTR0_EL0"));
    guest.perf.enterGuest();
    guest.run(10, ExceptionLevel.EL0);
    assertEquals(10, guest.get("PMEVCNTR0_EL0"));
  }

  @Test
  void resetsOfTheGuestReachItsCounters() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.set("PMEVCNTR5_EL0", 9);
    guest.set("PMCCNTR_EL0", 9);
    guest.set("PMCR_EL0", 2);
    assertEquals(0, guest.get("PMEVCNTR5_EL0"));
    assertEquals(9, guest.get("PMCCNTR_EL0"));
  }

  @Test
  void aVcpuBeginsWithAPattern() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.event(0, PmuEvent.CPU_CYCLES);
    guest.pmu.reset(guest.perf());
    assertEquals(6 << 11 | 1 << 6, guest.get("PMCR_EL0"));
    assertEquals(0xDBAD_C0DEL & 0x8000_003FL, guest.get("PMCNTENSET_EL0"));
    assertEquals(0x1E, guest.get("PMSELR_EL0"));
    assertEquals(0xDBAD_C0DEL, guest.get("PMEVCNTR5_EL0"));
  }

  @ParameterizedTest
  @CsvSource({
    // PMUSERENR_EL0, register, reads, writes are UNDEFINED at EL0
    "0, PMCR_EL0,       true,  true",
    "1, PMCR_EL0,       false, false",
    "2, PMSWINC_EL0,    true,  false",
    "4, PMSWINC_EL0,    true,  true",
    "4, PMCCNTR_EL0,    false, true",
    "8, PMCCNTR_EL0,    true,  true",
    "8, PMEVCNTR1_EL0,  false, true",
    "8, PMXEVCNTR_EL0,  false, true",
    "8, PMSELR_EL0,     false, false",
    "8, PMEVTYPER1_EL0, true,  true",
    "1, PMEVTYPER1_EL0, false, false",
    "1, PMINTENSET_EL1, true,  true",
    "1, PMUSERENR_EL0,  false, true",
    "0, PMUSERENR_EL0,  false, true",
    "1, PMEVCNTR6_EL0,  true,  true",
  })
  void userSpaceNeedsLeave(long userEnable, String name, boolean reads, boolean writes) {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    guest.set("PMUSERENR_EL0", userEnable);
    SysReg register = SysReg.named(name);
    assertEquals(reads, guest.pmu.isUndefined(register, false, ExceptionLevel.EL0));
    assertEquals(writes, guest.pmu.isUndefined(register, true, ExceptionLevel.EL0));
  }

  /// `vpmu_counter_access`.
  @Test
  void countersThatTheGuestLacksAreUndefined() {
    EmulatedGuest guest = new EmulatedGuest(PmuVersion.V3P1);
    for (String name : new String[] {"PMEVCNTR6_EL0", "PMEVTYPER30_EL0"}) {
      assertEquals(true, guest.pmu.isUndefined(SysReg.named(name), false, ExceptionLevel.EL1));
      assertEquals(true, guest.pmu.isUndefined(SysReg.named(name), true, ExceptionLevel.EL1));
    }
    guest.set("PMSELR_EL0", 6);
    assertEquals(
        true, guest.pmu.isUndefined(SysReg.named("PMXEVCNTR_EL0"), false, ExceptionLevel.EL1));
    guest.set("PMSELR_EL0", 5);
    assertEquals(
        false, guest.pmu.isUndefined(SysReg.named("PMXEVCNTR_EL0"), false, ExceptionLevel.EL1));
    guest.event(3, PmuEvent.INST_RETIRED | 1L << 31);
    assertEquals(PmuEvent.INST_RETIRED | 1L << 31, guest.get("PMEVTYPER3_EL0"));
    guest.set("PMEVCNTR3_EL0", 3 + 0x12345);
    assertEquals(3 + 0x12345, guest.get("PMEVCNTR3_EL0"));
  }

  @Test
  void onlyCountersWithAPerfEventHaveOne() {
    GuestCounters counters =
        new GuestCounters(
            new io.interlock.hardware.register.RegisterFile(),
            new GuestPmu(
                EmulatedGuest.HOST_PMU,
                23,
                PmuVersion.V3P1,
                6,
                io.interlock.hardware.pmu.CommonEvents.of(),
                0,
                null,
                false));
    EmulatedGuest host = new EmulatedGuest(PmuVersion.V3P1);
    counters.begin(31, host.perf());
    counters.begin(0, host.perf());
    assertNull(counters.event(0), "SW_INCR");
    PerfEvent cycles = counters.event(31);
    assertNotNull(cycles);
    assertEquals(Set.of(Exclusion.HYPERVISOR, Exclusion.HOST), cycles.attributes().excluded());
    assertEquals(true, cycles.attributes().pinned());
    assertEquals(true, cycles.attributes().wide());
    assertEquals(PerfEvent.State.OFF, cycles.state());
  }
}
