package io.interlock.actors.property;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.explore.Violation;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The properties of SPE: each keeps silent where all is well, and speaks at the fact that breaks
/// it. A copy that is made in between says the same.
class ProfilingPropertiesTest {
  private static final VcpuId A = new VcpuId(0, 0, "a", 0);
  private static final VcpuId B = new VcpuId(1, 1, "b", 0);

  /// PMBSR_EL1 with S set: full, too large, a fault of the first stage and one of the second.
  private static final long FULL = 0x2_0001;

  private static final long SIZE = 0x2_0004;
  private static final long STAGE_1 = 0x9002_0007L;
  private static final long STAGE_2 = 0x9402_0007L;

  private static final Fact CONFIGURED =
      new OfProfiling.SpeConfigured(A, CpuSet.parse("2-3"), 0xF78, 64);

  /// Kinds of complaints about these facts, `end` for those of the end.
  private static List<String> complaints(Properties property, Fact... facts) {
    List<String> all = new ArrayList<>();
    for (Property one : property.create()) {
      Property watching = one;
      for (Fact fact : facts) {
        boolean heard = watching.facts().contains(fact.getClass());
        String complaint = heard ? watching.observe(fact) : null;
        if (complaint != null) {
          all.add(kindOf(complaint));
        }
        watching = watching.copy();
      }
      String complaint = watching.atEnd();
      if (complaint != null) {
        all.add("end: " + kindOf(complaint));
      }
    }
    return all;
  }

  private static String kindOf(String complaint) {
    return Violation.kind("", complaint).substring(": ".length());
  }

  private static void assertSilent(Properties property, Fact... facts) {
    assertEquals(List.of(), complaints(property, facts));
  }

  private static void assertBroken(Properties property, String kind, Fact... facts) {
    assertEquals(List.of(kind), complaints(property, facts));
  }

  private static Fact raised(long status) {
    return new OfProfiling.EventRaised(A, 2, status);
  }

  private static Fact told(long status) {
    return new OfProfiling.EventTold(A, status);
  }

  private static Fact line(boolean level) {
    return new OfProfiling.VirtualLine(A, level);
  }

  private static Fact written(long address, int bytes) {
    return new OfProfiling.RecordsWritten(A, 2, 0, address, bytes);
  }

  @Test
  void whatAGuestCanWriteIsItsOwnMatter() {
    Properties property = Properties.VM_ISOLATION;
    assertSilent(property, CONFIGURED, new OfProfiling.LimitWritten(A, 0x1FFF, 0x1087));
    assertBroken(
        property,
        "what a guest can write depends on other VMs",
        CONFIGURED,
        new OfProfiling.LimitWritten(A, 0x1FFF, 0x1081));
  }

  @Test
  void aConfigurationIsFinalWithTheFirstRun() {
    Properties property = Properties.CONFIG_FROZEN_AFTER_FIRST_RUN;
    assertSilent(
        property, new OfProfiling.SpuChosen(0, false), new OfProfiling.ClockChosen(0, false));
    assertBroken(
        property,
        "the SPU of a VM is chosen after a vCPU has run",
        new OfProfiling.SpuChosen(0, true));
    assertBroken(
        property,
        "the clock of a VM's records changes after a vCPU has run",
        new OfProfiling.ClockChosen(0, true));
  }

  @Test
  void aGuestIsEnteredOnlyWhereItsSpuIs() {
    Properties property = Properties.SPE_NO_ACCESS_OFF_MASK;
    assertSilent(property, new Fact.GuestEntered(B, 0), CONFIGURED, new Fact.GuestEntered(A, 3));
    assertBroken(
        property,
        "a guest with SPE is entered where its SPU is not",
        CONFIGURED,
        new Fact.GuestEntered(A, 1));
  }

  @Test
  void aBufferThatIsEnabledHasRoom() {
    Properties property = Properties.SPE_POINTER_IN_BUFFER;
    assertSilent(
        property,
        new OfProfiling.BufferEnabled(A, 0x10FC0, 0x11001, 64, false),
        new OfProfiling.BufferEnabled(A, 0x11000, 0x11005, 64, true));
    for (long[] bad :
        new long[][] {
          {0x10FC1, 0x11001}, {0, 1}, {0x8000_0000_0000_0000L, 0x8000_0000_0000_0001L}
        }) {
      assertBroken(
          property,
          "a buffer without room for a record is enabled",
          new OfProfiling.BufferEnabled(A, bad[0], bad[1], 64, false));
    }
  }

  @Test
  void recordsLieAsTheSpuSays() {
    Properties property = Properties.SPE_RECORD_SHAPE;
    assertSilent(property, CONFIGURED, written(0x40, 128), written(0xC0, 64));
    String kind = "records lie otherwise than the guest's SPU says";
    assertBroken(property, kind, CONFIGURED, written(0x44, 64));
    assertBroken(property, kind, CONFIGURED, written(0x40, 60));
  }

  @Test
  void theFirstEventStands() {
    Properties property = Properties.SPE_FIRST_EVENT_LATCHED;
    assertSilent(
        property,
        raised(FULL),
        told(FULL),
        line(true),
        line(false),
        raised(STAGE_1),
        told(STAGE_1));
    // An external abort in place of what no guest knows.
    assertSilent(property, raised(STAGE_2), told(0x9006_0010L));
    assertBroken(
        property, "a guest is told of another event than the first", raised(FULL), told(SIZE));
    assertBroken(
        property,
        "a guest is told of a second event before it has cleared the first",
        raised(FULL),
        told(FULL),
        told(FULL));
  }

  @Test
  void anEventIsToldBeforeTheGuestGoesOn() {
    Properties property = Properties.SPE_IRQ_LEVEL;
    assertSilent(property, raised(FULL), told(FULL), new Fact.GuestEntered(A, 2));
    assertBroken(
        property,
        "a guest runs on without knowing of an event of its buffer",
        raised(FULL),
        new Fact.GuestEntered(A, 2));
  }

  @Test
  void aBlackoutHasABound() {
    Properties property = Properties.SPE_BLACKOUT_BOUNDED;
    assertSilent(property, raised(FULL), new OfProfiling.EventSeen(A, 2, 50, 50));
    assertBroken(
        property,
        "KVM learns too late of an event",
        raised(FULL),
        new OfProfiling.EventSeen(A, 2, 51, 50));
    assertBroken(property, "end: KVM never learns of an event", raised(FULL));
  }

  @Test
  void recordsGoToTheMemoryOfTheirGuest() {
    Properties property = Properties.SPE_OWNER_REGIME;
    assertSilent(property, new OfProfiling.RecordsWritten(B, 2, 1, 0, 64));
    assertBroken(
        property,
        "records are written to memory of somebody else",
        new OfProfiling.RecordsWritten(B, 2, 0, 0, 64));
    assertBroken(
        property,
        "records are written to memory of somebody else",
        new OfProfiling.RecordsWritten(B, 2, -1, 0, 64));
  }

  @Test
  void theHostsRecordsStayInItsBuffer() {
    Fact inside = new OfProfiling.HostRecordsWritten(2, -1, true, 64);
    assertSilent(Properties.SPE_OWNER_REGIME, inside);
    assertSilent(Properties.SPE_POINTER_IN_BUFFER, inside);
    assertBroken(
        Properties.SPE_OWNER_REGIME,
        "records are written to memory of somebody else",
        new OfProfiling.HostRecordsWritten(2, 0, false, 64));
    assertBroken(
        Properties.SPE_POINTER_IN_BUFFER,
        "records of the host are outside its buffer",
        new OfProfiling.HostRecordsWritten(2, -1, false, 64));
  }

  @Test
  void noMoreIsLockedThanAllowed() {
    Properties property = Properties.SPE_PINS_ACCOUNTED;
    assertSilent(property, new OfProfiling.Locked(0, 4096, 4096));
    assertBroken(
        property, "more memory is locked than allowed", new OfProfiling.Locked(0, 8192, 4096));
  }

  @Test
  void everySampleComesToAnEnd() {
    Properties property = Properties.SPE_ACCOUNTING;
    assertSilent(property, counted(new SpeTotals(1000, 10, 1, 2, 3, 1, 3, 192)));
    assertBroken(
        property,
        "end: samples have come to no end",
        counted(new SpeTotals(1000, 10, 1, 2, 3, 1, 2, 192)));
    assertEquals(
        List.of("more becomes of samples than there are", "end: samples have come to no end"),
        complaints(property, counted(new SpeTotals(1000, 10, 1, 2, 3, 1, 4, 192))));
    assertBroken(
        property,
        "more becomes of samples than there are",
        counted(new SpeTotals(9, 10, 1, 2, 3, 1, 3, 192)));
  }

  @Test
  void theHostIsAccountedForToo() {
    assertBroken(
        Properties.SPE_ACCOUNTING,
        "more becomes of samples than there are",
        new OfProfiling.HostCounted(2, new SpeTotals(1000, 10, 1, 2, 3, 1, 4, 192)));
  }

  private static Fact counted(SpeTotals totals) {
    return new OfProfiling.Counted(A, 2, totals);
  }

  @Test
  void noGuestHearsOfTheSecondStage() {
    Properties property = Properties.GUEST_NEVER_SEES_STAGE2_FAULT;
    assertSilent(property, told(FULL), told(STAGE_1));
    assertBroken(property, "a guest is told of a fault of the second stage", told(STAGE_2));
    assertSilent(property, raised(STAGE_1));
    assertBroken(
        property, "a guest's profiling stops by a fault of the second stage", raised(STAGE_2));
  }
}
