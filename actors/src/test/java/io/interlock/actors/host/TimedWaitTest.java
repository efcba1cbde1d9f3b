package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.vcpu.GuestHcr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WFIT and its like: a wait that ends at a count of the virtual counter.
class TimedWaitTest {
  private static final SysReg HCR_EL2 = SysReg.named("HCR_EL2");

  private static TestHost host(String... operations) {
    return TestHost.preset("dual").with("a", guest(operations).on("2"));
  }

  private static List<ExitReason> exits(TestRun run) {
    return run.facts(Fact.GuestExited.class).stream().map(Fact.GuestExited::reason).toList();
  }

  private static long end(TestRun run) {
    return run.times(Fact.PoweredOff.class, _ -> true).getFirst();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitReturnsAtItsDeadlineWithoutAnInterrupt(boolean stepwise) {
    TestHost host = host("wfit 1ms", "off");
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      assertEquals(List.of(ExitReason.WFI, ExitReason.POWER_OFF), exits(run));
      assertEquals(List.of(), run.facts(Fact.InterruptHandled.class));
      long late = end(run) - TestRun.MILLI;
      assertTrue(late > 0 && late < 30 * TestRun.MICRO, late + " ps late");
    }
  }

  @Test
  void interruptEndsItEarlier() {
    try (TestRun run = TestRun.of(host("timer 200us once", "wfit 1ms", "off"), 1).finish()) {
      assertEquals(1, run.handled(0, IntId.VIRTUAL_TIMER));
      assertTrue(end(run) < 250 * TestRun.MICRO, "off at " + end(run));
    }
  }

  @Test
  void deadlineThatHasPassedDoesNotSleep() {
    try (TestRun run = TestRun.of(host("wfit 0us", "compute 1k", "off"), 1).finish()) {
      assertEquals(List.of(ExitReason.WFI, ExitReason.POWER_OFF), exits(run));
      assertEquals(1, run.facts(Fact.ThreadSwitchedOut.class).size());
    }
  }

  @Test
  void waitForEventTrapsAndGoesOnAtOnce() {
    try (TestRun run = TestRun.of(host("wfe", "wfet 1ms", "off"), 1).finish()) {
      assertEquals(List.of(ExitReason.WFE, ExitReason.WFE, ExitReason.POWER_OFF), exits(run));
      assertTrue(end(run) < 50 * TestRun.MICRO);
    }
  }

  /// Where WFI does not trap, the CPU itself waits.
  @ParameterizedTest
  @ValueSource(strings = {"1ms", "100us"})
  void untrappedWaitEndsAtTheSameTime(String interrupt) {
    TestHost host = host("timer " + interrupt + " once", "wfit 500us", "off");
    try (TestRun run = TestRun.of(host, 1).until(0)) {
      RegisterFile saved = run.thread(0, 0).savedRegisters();
      saved.assign(HCR_EL2, saved.read(HCR_EL2) & ~(GuestHcr.TWI | GuestHcr.TWE));
      run.finish();
      boolean early = interrupt.equals("100us");
      assertEquals(early ? 1 : 0, run.handled(0, IntId.VIRTUAL_TIMER));
      long expected = (early ? 100 : 500) * TestRun.MICRO;
      assertTrue(Math.abs(end(run) - expected) < 30 * TestRun.MICRO, "off at " + end(run));
    }
  }
}
