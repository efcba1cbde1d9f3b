package io.interlock.actors.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.HostRegisters;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.explore.Violation;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each property keeps silent where all is well, and speaks at the fact that breaks it.
class PropertiesTest {
  private static final VcpuId A = new VcpuId(0, 0, "a", 0);
  private static final VcpuId B = new VcpuId(1, 1, "b", 0);
  private static final SysReg COUNTER = SysReg.named("PMEVCNTR0_EL0");
  private static final CpuSet NOWHERE = CpuSet.empty();

  private static HostRegisters host(long selector, long userEnable) {
    return HostRegisters.of(
        register ->
            switch (register.name()) {
              case "PMSELR_EL0" -> selector;
              case "PMUSERENR_EL0" -> userEnable;
              default -> 0;
            });
  }

  private static Fact load(VcpuId vcpu, int pe) {
    return new Fact.ContextLoaded(vcpu, pe, host(0, 5));
  }

  private static Fact put(VcpuId vcpu, int pe) {
    return new Fact.ContextPut(vcpu, pe, host(0, 5), 0);
  }

  private static Fact set(VcpuId vcpu, String register, long value) {
    return new Fact.MonitorSet(vcpu, SysReg.named(register), value);
  }

  /// A vCPU whose counter 0 counts cycles and overflows with an interrupt after 16.
  private static List<Fact> counting(VcpuId vcpu) {
    return List.of(
        new Fact.CountersGiven(vcpu, 6, 23),
        set(vcpu, "PMCR_EL0", 1),
        set(vcpu, "PMCNTENSET_EL0", 1),
        set(vcpu, "PMINTENSET_EL1", 1),
        set(vcpu, "PMEVTYPER0_EL0", 0x11),
        set(vcpu, "PMEVCNTR0_EL0", 0xFFFF_FFF0L));
  }

  /// Kinds of complaints about these facts, `end` for those of the end.
  private static List<String> complaints(Properties property, List<Fact> facts) {
    List<String> all = new ArrayList<>();
    for (Property one : property.create()) {
      for (Fact fact : facts) {
        String complaint = one.observe(fact);
        if (complaint != null) {
          all.add(kindOf(complaint));
        }
      }
      String complaint = one.atEnd();
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
    assertEquals(List.of(), complaints(property, List.of(facts)));
  }

  private static void assertBroken(Properties property, String kind, Fact... facts) {
    assertEquals(List.of(kind), complaints(property, List.of(facts)));
  }

  private static Fact[] after(List<Fact> first, Fact... more) {
    List<Fact> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(Fact[]::new);
  }

  @Test
  void aContextIsInOnePlace() {
    Properties property = Properties.SINGLE_RESIDENCY;
    assertSilent(
        property, load(A, 0), new Fact.GuestEntered(A, 0), put(A, 0), load(A, 1), load(B, 0));
    assertBroken(
        property,
        "a context is loaded while a part of it is in another PE",
        load(A, 0),
        load(A, 1));
    assertBroken(
        property,
        "a guest is entered while a part of its context is in another PE",
        load(A, 0),
        new Fact.GuestEntered(A, 1));
    assertBroken(
        property,
        "a guest is entered on a PE that does not hold its context",
        new Fact.GuestEntered(A, 1));
    assertBroken(
        property, "a context is loaded over another that was never put", load(A, 0), load(B, 0));
  }

  @Test
  void whatFollowsFromAMisplacedContextIsNotJudged() {
    assertBroken(
        Properties.SINGLE_RESIDENCY,
        "a context is loaded over another that was never put",
        load(A, 0),
        load(B, 0),
        put(B, 0),
        new Fact.GuestEntered(A, 0),
        load(A, 1));
  }

  @Test
  void theHostFindsItsRegistersAgain() {
    Properties property = Properties.HOST_REGISTERS_PRESERVED;
    assertSilent(property, load(A, 0), new Fact.HostLooked(0, A, host(0, 1)), put(A, 0));
    assertBroken(
        property,
        "the host's PMUSERENR_EL0 is lost",
        load(A, 0),
        new Fact.ContextPut(A, 0, host(0, 1), 0));
    assertBroken(
        property,
        "the host sees the guest's PMSELR_EL0 before the guest is entered",
        load(A, 0),
        new Fact.HostLooked(0, A, host(3, 5)));
    assertBroken(
        property,
        "the host sees the guest's PMSELR_EL0 after the guest was left",
        load(A, 0),
        new Fact.GuestEntered(A, 0),
        new Fact.HostLooked(0, A, host(3, 5)));
  }

  @Test
  void aPutLeavesTheGuestsRangeAtRest() {
    Properties property = Properties.GUEST_RANGE_QUIESCENT;
    assertSilent(property, new Fact.GuestRangeLeft(A, 0, 0, 0, 0));
    assertBroken(
        property,
        "an overflow of the guest's range is left in the PE by a put",
        new Fact.GuestRangeLeft(A, 0, 0, 0, 1));
    assertBroken(
        property,
        "the guest's range can still interrupt after a put",
        new Fact.GuestRangeLeft(A, 0, 0, 1, 0));
    assertBroken(
        property,
        "the guest's range still counts after a put",
        new Fact.GuestRangeLeft(A, 0, 1, 0, 0));
  }

  @Test
  void anOverflowReachesItsGuest() {
    Properties property = Properties.OVERFLOW_DELIVERED;
    Fact wraps = new Fact.GuestRan(A, 0, 20, 1);
    Fact handles = new Fact.InterruptHandled(A, 23, -1);
    Fact clears = new Fact.MonitorWritten(A, SysReg.named("PMOVSCLR_EL0"), 1);
    Fact taken = new Fact.MonitorInterrupt(0, A, 1, 0);
    assertSilent(property, after(counting(A), wraps, taken, handles, clears));
    assertSilent(property, after(counting(A), wraps, new Fact.PoweredOff(A)));
    assertBroken(
        property, "end: a guest's overflow never interrupts it", after(counting(A), wraps));
    assertBroken(
        property,
        "a guest's overflow hits the next vCPU on its PE",
        after(counting(A), wraps, new Fact.MonitorInterrupt(0, B, 1, 0), new Fact.PoweredOff(A)));
    assertBroken(
        property,
        "a guest's overflow interrupts the host after the guest's put",
        new Fact.MonitorInterrupt(0, null, 1, 0));
    assertBroken(
        property,
        "loading a context interrupts the host with an overflow",
        new Fact.OverflowUnmasked(0, A, 1));
    assertBroken(
        property,
        "a guest handles an overflow that it does not have",
        after(counting(B), new Fact.InterruptHandled(B, 23, -1)));
    assertSilent(property, new Fact.MonitorInterrupt(0, null, 0, 0x10));
    assertSilent(property, after(counting(A), new Fact.InterruptHandled(A, 22, -1)));
    assertSilent(property, new Fact.InterruptHandled(B, 23, -1));
  }

  @Test
  void aGuestCountsItsOwnEvents() {
    Properties property = Properties.EVENTS_CONSERVED;
    Fact ran = new Fact.GuestRan(A, 0, 5, 0);
    Fact other = new Fact.GuestRan(B, 0, 7, 0);
    assertSilent(
        property, after(counting(A), ran, other, new Fact.MonitorRead(A, COUNTER, 0xFFFF_FFF5L)));
    assertBroken(
        property,
        "a counter has counted nothing",
        after(counting(A), ran, new Fact.MonitorRead(A, COUNTER, 0)));
    assertBroken(
        property,
        "a counter has missed events",
        after(counting(A), ran, new Fact.MonitorRead(A, COUNTER, 0xFFFF_FFF4L)));
    assertBroken(
        property,
        "a counter has counted what did not happen to it",
        after(counting(A), ran, other, new Fact.MonitorRead(A, COUNTER, 0xFFFF_FFFCL)));
  }

  @Test
  void oneShotBitsOfUserSpaceAreNoState() {
    assertSilent(
        Properties.EVENTS_CONSERVED,
        set(A, "PMEVCNTR0_EL0", 9),
        set(A, "PMCR_EL0", 7),
        new Fact.MonitorRead(A, COUNTER, 9));
  }

  @Test
  void whatAGuestLeftIsSavedFirst() {
    assertSilent(Properties.SAVED_BEFORE_OUTSIDE, new Fact.GuestModeLeft(A, 0));
    assertBroken(
        Properties.SAVED_BEFORE_OUTSIDE,
        "a vCPU says that it is outside guest mode before all is saved",
        new Fact.GuestModeLeft(A, 1));
    assertSilent(Properties.LR_RESIDENCY, put(A, 0));
    assertBroken(
        Properties.LR_RESIDENCY,
        "list registers still hold interrupts after a put",
        new Fact.ContextPut(A, 0, host(0, 5), 2));
  }

  @Test
  void guestsRunWhereTheyMay() {
    Fact configured = new Fact.VcpuConfigured(A, CpuSet.of(1), CpuSet.of(0, 1));
    assertSilent(Properties.SUPPORTED_CPU_ONLY, configured, new Fact.GuestEntered(A, 1));
    assertBroken(
        Properties.SUPPORTED_CPU_ONLY,
        "a guest is entered on a CPU that its VM does not support",
        configured,
        new Fact.GuestEntered(A, 0));
    assertSilent(Properties.RUNNABLE_CONFIGURATION, configured);
    assertBroken(
        Properties.RUNNABLE_CONFIGURATION,
        "a vCPU can run on no CPU",
        new Fact.VcpuConfigured(A, NOWHERE, CpuSet.of(0, 1)));
  }

  @Test
  void anSgiIsHandledAtMostOnce() {
    Fact sent = new Fact.InterruptRaised(B, 0, 3);
    Fact handled = new Fact.InterruptHandled(B, 3, -1);
    assertSilent(Properties.INTERRUPT_EXACTLY_ONCE, sent, handled, sent, sent, handled);
    assertBroken(
        Properties.INTERRUPT_EXACTLY_ONCE,
        "an SGI is handled more often than it was sent",
        sent,
        handled,
        handled);
  }

  @Test
  void everybodyGetsOn() {
    Properties property = Properties.PROGRESS;
    Fact in = new Fact.ThreadSwitchedIn(A, 0, false);
    Fact asleep = new Fact.ThreadSwitchedOut(A, 0, false);
    assertSilent(property, new Fact.ThreadQueued(A, 0), in, asleep);
    assertBroken(property, "end: a vCPU waits for a PE for ever", in, new Fact.ThreadQueued(A, 0));
    assertBroken(property, "end: a vCPU has a PE, but does not get on", in);
    Fact sent = new Fact.InterruptRaised(new VcpuId(2, 0, "a", 1), 0, 3);
    assertBroken(property, "end: a vCPU sleeps for ever over an interrupt", in, sent, asleep);
    assertSilent(property, in, sent, new Fact.InterruptHandled(A, 3, -1), asleep);
    assertSilent(property, in, sent, new Fact.PoweredOff(A), asleep);
    assertSilent(property, in, sent, new Fact.ThreadEnded(A), asleep);
  }

  @ParameterizedTest
  @EnumSource(Properties.class)
  void namesAreOfUsersAndMeaningsOneLine(Properties property) {
    assertTrue(property.title().matches("[a-z0-9]+(-[a-z0-9]+)*"));
    assertTrue(property.meaning().length() < 100);
    property.create().forEach(one -> assertEquals(property.title(), one.name()));
  }

  @ParameterizedTest
  @EnumSource(Properties.class)
  void aCopyRemembersTheSameAndGoesItsOwnWay(Properties property) {
    List<Fact> facts = new ArrayList<>(counting(A));
    facts.addAll(
        List.of(
            load(A, 0),
            new Fact.VcpuConfigured(A, CpuSet.of(0), CpuSet.of(0)),
            new Fact.ThreadSwitchedIn(A, 0, false),
            new Fact.InterruptRaised(A, 0, 3),
            new Fact.GuestEntered(A, 0),
            new Fact.GuestRan(A, 0, 20, 1)));
    for (Property one : property.create()) {
      facts.forEach(fact -> assertNull(one.observe(fact)));
      Property copy = one.copy();
      long before = new PropertyMonitor(one).stableHash();
      assertEquals(before, new PropertyMonitor(copy).stableHash());
      one.observe(put(A, 0));
      one.observe(new Fact.GuestExited(A, 0, ExitReason.IRQ));
      one.observe(new Fact.GuestRan(A, 0, 1, 0));
      one.observe(new Fact.InterruptHandled(A, 3, -1));
      one.observe(new Fact.VcpuConfigured(A, CpuSet.of(1), CpuSet.of(1)));
      one.observe(new Fact.ThreadSwitchedOut(A, 0, false));
      assertEquals(before, new PropertyMonitor(copy).stableHash());
    }
  }

  @Test
  void namesAreTold() {
    Set<String> names = new HashSet<>();
    for (Property one : Properties.createAll()) {
      names.add(one.name());
    }
    assertEquals(Properties.values().length, names.size());
  }
}
