package io.interlock.actors.property;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.MonitorControls;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.register.SysReg;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The properties of partitioned PMUs keep silent where all is well, and speak where it is not.
class MonitorPropertiesTest {
  private static final VcpuId A = new VcpuId(0, 0, "a", 0);
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final Map<String, Long> COUNTING =
      Map.of("PMCR_EL0", 1L, "PMCNTENSET_EL0", 1L, "PMINTENSET_EL1", 1L, "PMEVTYPER0_EL0", 0x11L);

  private static Property property(Properties which) {
    return which.create().getLast();
  }

  private static void introduce(Property property) {
    assertNull(property.observe(new Fact.CountersGiven(A, 1, 23)));
    COUNTING.forEach(
        (name, value) ->
            assertNull(property.observe(new Fact.MonitorSet(A, SysReg.named(name), value))));
  }

  private static Fact entered(boolean raising, boolean resident, Map<String, Long> inPe) {
    return new Fact.MonitorsEntered(
        A,
        0,
        raising,
        0,
        resident,
        MonitorControls.of(1, register -> inPe.getOrDefault(register.name(), 0L)));
  }

  private static void assertBroken(Property property, Fact fact, String start) {
    String complaint = property.observe(fact);
    assertTrue(String.valueOf(complaint).startsWith(start), String.valueOf(complaint));
  }

  @Test
  void theLineIsHighIfAndOnlyIfAnOverflowWantsThat() {
    Property line = property(Properties.VIRTUAL_LINE_ACCURATE);
    introduce(line);
    assertNull(line.observe(new Fact.MonitorLine(A, false, 0)));
    assertNull(line.observe(entered(false, true, COUNTING)));
    assertNull(line.observe(new Fact.MonitorLine(A, true, 1)));
    assertNull(line.observe(entered(false, true, COUNTING)));
    assertNull(line.observe(new Fact.MonitorLine(A, true, 2)));
    assertBroken(line, entered(false, true, COUNTING), "a guest is entered with a PMU interrupt");
  }

  @Test
  void whatAHandlerAddsAfterTheFlushIsWantedToo() {
    Property line = property(Properties.VIRTUAL_LINE_ACCURATE);
    introduce(line);
    assertNull(line.observe(new Fact.MonitorLine(A, false, 0)));
    assertNull(line.observe(entered(true, true, COUNTING)), "it is still in hardware");
    assertNull(line.observe(new Fact.MonitorInterrupt(0, A, 1, 0)));
    assertBroken(line, entered(false, true, COUNTING), "a guest is entered without");
  }

  @Test
  void aGuestWhoseCountersAreInMemoryHasItsLineFromThere() {
    Property line = property(Properties.VIRTUAL_LINE_ACCURATE);
    introduce(line);
    assertNull(line.observe(new Fact.MonitorLine(A, false, 1)));
    assertBroken(
        line, entered(false, false, Map.of()), "a guest that does not have its counters is");
  }

  @Test
  void whatCountsIsInThePe() {
    Property roundtrip = property(Properties.SAVE_RESTORE_ROUNDTRIP);
    introduce(roundtrip);
    assertNull(roundtrip.observe(entered(false, true, COUNTING)));
    assertBroken(roundtrip, entered(false, false, Map.of()), "a guest is entered whose counters");
  }

  @Test
  void aGuestIsEnteredWithItsOwnControlsAndReadsThem() {
    List<Property> all = Properties.SAVE_RESTORE_ROUNDTRIP.create();
    all.forEach(MonitorPropertiesTest::introduce);
    Fact other = entered(false, true, Map.of("PMCR_EL0", 1L, "PMCNTENSET_EL0", 1L));
    assertTrue(
        all.stream()
            .map(property -> String.valueOf(property.observe(other)))
            .anyMatch(said -> said.contains("PMEVTYPER0_EL0 that is not its own")));
    Property last = all.getLast();
    assertNull(last.observe(new Fact.MonitorRead(A, CONTROL, 0x3001)), "N is no state");
    assertBroken(last, new Fact.MonitorRead(A, CONTROL, 0), "a guest does not find PMCR_EL0");
  }

  @Test
  void isolationNumbersAndReservedBits() {
    assertBroken(
        property(Properties.VM_ISOLATION),
        new Fact.HostRangeChanged(A, 0, CONTROL, 2),
        "a guest's write of PMCR_EL0 changes the host's counters");
    assertBroken(
        property(Properties.VM_ISOLATION),
        new Fact.HostCounterReached(A, 0, SysReg.named("PMICNTR_EL0")),
        "a guest reaches the host's PMICNTR_EL0");
    Property number = property(Properties.ID_MATCHES_BEHAVIOUR);
    assertNull(number.observe(new Fact.CountersGiven(A, 2, 23)));
    assertNull(number.observe(new Fact.MonitorRead(A, CONTROL, 2L << 11)));
    assertBroken(number, new Fact.MonitorRead(A, CONTROL, 6L << 11), "PMCR_EL0.N does not tell");
    Property reserved = property(Properties.RESERVED_BITS_ZERO);
    assertNull(reserved.observe(entered(false, true, Map.of())));
    MonitorControls nothing = MonitorControls.of(1, _ -> 0);
    assertBroken(
        reserved, new Fact.MonitorsEntered(A, 0, false, 1 << 22, true, nothing), "a guest is");
  }

  @Test
  void theHostsEventsAreCountedAndItsHandlersGetOn() {
    assertBroken(
        property(Properties.EVENTS_CONSERVED),
        new Fact.HostEventsStood(0, 2, "for its range is switched off"),
        "an event of the host has a counter and is not counted, for its range");
    assertBroken(
        property(Properties.PROGRESS), new Fact.LockedOut(0), "an interrupt handler waits");
    assertBroken(
        property(Properties.OVERFLOW_DELIVERED),
        new Fact.OverflowForgotten(A, 1),
        "an overflow that was taken from hardware is overwritten");
  }
}
