package io.interlock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.result.RunResult;
import io.interlock.actors.result.Violation;
import io.interlock.actors.result.VmResult;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSummaryTest {

  @Test
  void aSummaryIsMadeToBeRead() {
    assertEquals(
        """
        examples/sample.conf

          host    1 Cortex-A520 + 1 Cortex-A720
          guests  2 VMs, 3 vCPUs
          ran     1.50 s of virtual time in 750 ms (2.00 x real time), 3,000,000 events (4.00 M/s)
          mode    timed, block, seed 42
          digest  0123456789abcdef

        VM     vCPUs  cpu s  steal s   exits  irqs  migrations  failed entries  latency p50      p99      max
        batch      1  1.250    0.250     120    10           3               0            -        -        -
        web        2  0.500    0.001  12,345   750           0               1       850 ns  1.23 us  37.0 ms
        irqs: interrupts that the guest took; latency: from the cause to the handler

        VM   PMU       in guest  traps  interrupts  overflows  UNDEFINED
        web  emulated     50.0%  25.0%       12.5%         40          1
        in guest, traps, interrupts: part of the time that the threads of the VM ran

        VM   counted     reads      total   share   estimate
        web  cpu_cycles     30  3,000,000  100.0%  3,000,000
        web  br_pred        10    100,000   33.3%    300,000
        share: part of the rounds in which it was counted; estimate: for all of them

        CPU  core         busy                           irqs  switches  latency p50     p99      max
        0    Cortex-A520  #####...............   25.0%    400        31       120 ns  999 ns  1.00 us
        1    Cortex-A720  ####################  100.0%  1,000         7            -       -        -
        irqs: interrupts that the host took; latency: from the raising to the host's handler

        No property was broken.

        Notes:
          no SPE described: no statistical profiling for guests
        """,
        TextSummary.of(SampleResult.of(false)));
  }

  @Test
  void violationsSayWhatAndWhen() {
    String text =
        TextSummary.of(
            SampleResult.of(
                false,
                new Violation("lr-residency", "INTID 27 in two list registers", 0.000001234),
                new Violation("progress", "no delivery is enabled", 1)));

    assertTrue(
        text.contains(
            """

            2 violations:
              lr-residency at 0.000001234 s: INTID 27 in two list registers
              progress at 1.000000000 s: no delivery is enabled
            """),
        text);
  }

  @Test
  void longTablesAreCutAndManyHostsAreNamed() {
    RunResult one = SampleResult.of(false);
    List<VmResult> vms = Collections.nCopies(50, one.vms().getFirst());
    String text =
        TextSummary.of(
            new RunResult(
                one.scenario(),
                one.host(),
                1,
                "",
                "live",
                "block",
                false,
                1,
                0,
                0,
                100,
                50,
                vms,
                one.pes(),
                List.of(),
                List.of()));

    assertTrue(text.contains("\n... and 10 more, see --json\n"), text);
    assertTrue(text.contains("  host    100 x 1 Cortex-A520 + 1 Cortex-A720\n"), text);
    assertTrue(text.contains("\nVM     host  vCPUs"), text);
    assertTrue(text.contains("(at once)"), text);
  }
}
