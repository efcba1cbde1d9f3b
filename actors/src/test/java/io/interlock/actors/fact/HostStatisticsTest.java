package io.interlock.actors.fact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostStatisticsTest {
  private static final VcpuId A0 = new VcpuId(0, 0, "a", 0);
  private static final VcpuId A1 = new VcpuId(1, 0, "a", 1);
  private static final VcpuId B0 = new VcpuId(2, 1, "b", 0);

  private final HostStatistics statistics = new HostStatistics(List.of(A0, A1, B0), 2);

  private void at(long picos, Fact fact) {
    statistics.stated(picos, "host/pe0", fact);
  }

  /// The histograms keep two digits.
  private void assertMaximum(long nanos, int vm) {
    assertEquals((double) nanos, (double) statistics.latenciesOf(vm).getMaxValue(), nanos / 100.0);
  }

  @Test
  void nothingHasHappenedAtFirst() {
    assertEquals(HostStatistics.VcpuTotals.ZERO, statistics.totalsOf(0, 1000));
    assertEquals(new HostStatistics.PeTotals(0, 0, 0), statistics.peTotals(1, 1000));
    assertEquals(0, statistics.latenciesOf(0).getTotalCount());
  }

  @Test
  void timeOnTheQueueIsStolenAndTimeOnThePeIsUsed() {
    at(100, new Fact.ThreadQueued(A0, 0));
    at(400, new Fact.ThreadSwitchedIn(A0, 0, false));
    at(1_000, new Fact.ThreadSwitchedOut(A0, 0, false));
    assertEquals(
        new HostStatistics.VcpuTotals(600, 300, 0, 0, 0, 0), statistics.totalsOf(0, 5_000));
    assertEquals(new HostStatistics.PeTotals(600, 0, 1), statistics.peTotals(0, 5_000));
  }

  @Test
  void whatIsStillGoingOnCountsUntilNow() {
    at(0, new Fact.ThreadQueued(A0, 0));
    at(0, new Fact.ThreadQueued(A1, 0));
    at(0, new Fact.ThreadSwitchedIn(A0, 0, false));
    assertEquals(new HostStatistics.VcpuTotals(70, 70, 0, 0, 0, 0), statistics.totalsOf(0, 70));
    assertEquals(70, statistics.peTotals(0, 70).busyPicos());
  }

  @Test
  void vcpusOfAMachineAreSummedUpAndMachinesKeptApart() {
    for (VcpuId vcpu : List.of(A0, A1, B0)) {
      at(0, new Fact.GuestExited(vcpu, 0, ExitReason.HYPERCALL));
      at(0, new Fact.EntryFailed(vcpu, 0));
      at(0, new Fact.ThreadSwitchedIn(vcpu, 0, true));
      at(10, new Fact.ThreadSwitchedOut(vcpu, 0, true));
    }
    assertEquals(new HostStatistics.VcpuTotals(20, 0, 2, 0, 2, 2), statistics.totalsOf(0, 10));
    assertEquals(new HostStatistics.VcpuTotals(10, 0, 1, 0, 1, 1), statistics.totalsOf(1, 10));
  }

  @Test
  void anInterruptThatItsSenderRaisesLaterThanItsReceiverTakesOneBeforeWaitsForTheNextTime() {
    at(90_000_000, new Fact.HostInterruptRaised(1, 0, 0));
    at(110_000_000, new Fact.HostInterruptRaised(1, 0, 0));
    at(105_000_000, new Fact.HostInterrupt(1, 0));
    at(106_000_000, new Fact.HostInterrupt(1, 0));
    at(160_000_000, new Fact.HostInterrupt(1, 0));
    assertEquals(2, statistics.peLatenciesOf(1).getTotalCount());
    assertEquals(15_000.0, (double) statistics.peLatenciesOf(1).getMinNonZeroValue(), 200);
    assertEquals(50_000.0, (double) statistics.peLatenciesOf(1).getMaxValue(), 500);
  }

  @Test
  void interruptsOfTheHostCountForTheirPe() {
    at(0, new Fact.HostInterrupt(1, 27));
    at(5, new Fact.HostInterrupt(1, 0));
    assertEquals(0, statistics.peTotals(0, 10).interrupts());
    assertEquals(2, statistics.peTotals(1, 10).interrupts());
  }

  @Test
  void latencyOfAHostInterruptRunsFromItsRaisingToItsHandler() {
    at(1_000_000, new Fact.HostInterruptRaised(1, 0, 0));
    at(1_200_000, new Fact.HostInterruptRaised(1, 27, 100_000));
    at(1_500_000, new Fact.HostInterrupt(1, 27));
    at(9_000_000, new Fact.HostInterrupt(1, 0));
    assertEquals(0, statistics.peLatenciesOf(0).getTotalCount());
    assertEquals(2, statistics.peLatenciesOf(1).getTotalCount());
    assertEquals(400.0, (double) statistics.peLatenciesOf(1).getMinValue(), 4);
    assertEquals(8_000.0, (double) statistics.peLatenciesOf(1).getMaxValue(), 80);
  }

  @Test
  void hostInterruptThatIsRaisedTwiceBeforeItIsTakenCountsOnceFromTheFirst() {
    at(1_000_000, new Fact.HostInterruptRaised(0, 0, 0));
    at(2_000_000, new Fact.HostInterruptRaised(0, 0, 0));
    at(3_000_000, new Fact.HostInterrupt(0, 0));
    at(4_000_000, new Fact.HostInterrupt(0, 0));
    assertEquals(1, statistics.peLatenciesOf(0).getTotalCount());
    assertEquals(2_000.0, (double) statistics.peLatenciesOf(0).getMaxValue(), 20);
  }

  @Test
  void lineThatFallsBeforeTheHostHearsItHasNoLatency() {
    at(1_000_000, new Fact.HostInterruptRaised(0, 27, 0));
    at(2_000_000, new Fact.HostInterruptWithdrawn(0, 27));
    at(5_000_000, new Fact.HostInterruptRaised(0, 27, 0));
    at(5_300_000, new Fact.HostInterrupt(0, 27));
    assertEquals(1, statistics.peLatenciesOf(0).getTotalCount());
    assertEquals(300.0, (double) statistics.peLatenciesOf(0).getMaxValue(), 3);
  }

  @Test
  void latencyOfAnSgiRunsFromItsSending() {
    at(1_000_000, new Fact.InterruptRaised(A0, 1, 3));
    at(3_500_000, new Fact.InterruptHandled(A1, 3, -1));
    assertEquals(1, statistics.totalsOf(0, 0).interrupts());
    assertMaximum(2_500, 0);
  }

  @Test
  void sgisThatMergeCountFromTheFirst() {
    at(1_000_000, new Fact.InterruptRaised(A0, 1, 3));
    at(2_000_000, new Fact.InterruptRaised(A0, 1, 3));
    at(3_000_000, new Fact.InterruptHandled(A1, 3, -1));
    at(4_000_000, new Fact.InterruptHandled(A1, 3, -1));
    assertEquals(1, statistics.latenciesOf(0).getTotalCount());
    assertMaximum(2_000, 0);
  }

  @Test
  void sgiGoesToTheMachineOfItsSender() {
    at(1_000_000, new Fact.InterruptRaised(B0, 0, 3));
    at(2_000_000, new Fact.InterruptHandled(A0, 3, -1));
    assertEquals(0, statistics.latenciesOf(0).getTotalCount());
    at(3_000_000, new Fact.InterruptHandled(B0, 3, -1));
    assertMaximum(2_000, 1);
  }

  @Test
  void latencyOfATimerIsWhatTheMachineSays() {
    at(9_000_000, new Fact.InterruptHandled(A0, 27, 512_000));
    assertMaximum(512, 0);
  }

  @Test
  void interruptOfUnknownCauseIsCountedWithoutLatency() {
    at(9_000_000, new Fact.InterruptHandled(A0, 40, -1));
    assertEquals(1, statistics.totalsOf(0, 0).interrupts());
    assertEquals(0, statistics.latenciesOf(0).getTotalCount());
  }

  @Test
  void otherFactsAreNobodysBusiness() {
    at(0, new Fact.PoweredOff(A0));
    at(0, new Fact.EventSourceRegistered("arm_spe_0", 8, CpuSet.of(1)));
    statistics.stated(0, "host", "a text");
    assertEquals(HostStatistics.VcpuTotals.ZERO, statistics.totalsOf(0, 1000));
  }
}
