package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.explore.Monitor;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.SysReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signals, immediate exits, halts, resets and MP states, at a time or in the middle of anything.
class UserActionsTest {
  private static TestHost dual(TestHost.Guest... guests) {
    return TestHost.preset("dual").with("a", guests);
  }

  private static TestRun acting(TestHost host, String... actions) {
    HostPlan plan = Plans.withActions(host.plan(), actions);
    return TestRun.watching(plan, 1, d -> d.message() instanceof Vmm.Command.RunReturned);
  }

  private static List<Long> interruptedAt(TestRun run) {
    return run.deliveries().stream()
        .filter(
            delivery ->
                delivery.message() instanceof Vmm.Command.RunReturned(_, RunExit.Interrupted _))
        .map(delivery -> delivery.atPicos() / TestRun.MICRO)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compute 10M", "wfi", "wfit 5ms"})
  void signalBringsKvmRunBackAtOnce(String operation) {
    TestHost host = dual(guest("timer 4ms once", operation, "off").on("2"));
    try (TestRun run = acting(host, "signal a.0 at 100us")) {
      run.finish();
      assertEquals(1, interruptedAt(run).size());
      long at = interruptedAt(run).getFirst();
      assertTrue(at >= 100 && at < 115, "back at " + at + " us");
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
    }
  }

  @Test
  void immediateExitEndsTheNextKvmRunAndNoOther() {
    TestHost host = dual(guest("compute 1M", "mmio user", "mmio user", "off").on("2"));
    try (TestRun run = acting(host, "immediate-exit a.0 at 100us")) {
      run.finish();
      assertEquals(1, interruptedAt(run).size());
      // Not in the middle of the first, but after the exit that ends it.
      long left =
          run.times(Fact.GuestExited.class, fact -> fact.reason() == ExitReason.MMIO_USER)
              .getFirst();
      assertTrue(interruptedAt(run).getFirst() >= left / TestRun.MICRO);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void haltKeepsAllVcpusOutUntilTheLastHalterLetsThemGo(boolean stepwise) {
    TestHost host =
        dual(
            guest("forever {", "compute 10k", "sgi 1 to next", "}").on("0"),
            guest("timer 90us", "forever {", "compute 1M", "wfi", "}").on("2"),
            guest("forever {", "compute 5M", "mmio user", "}").on("2-3"));
    try (TestRun run =
        acting(
            stepwise ? host.inSteps() : host,
            "halt a at 200us",
            "halt a at 300us",
            "resume a at 400us",
            "resume a at 600us")) {
      run.until(TestRun.MILLI);
      assertEquals(2, run.facts(Fact.VmHalted.class).size());
      long halted = run.times(Fact.VmHalted.class, _ -> true).getFirst();
      long resumed = run.times(Fact.VmResumed.class, _ -> true).getFirst();
      assertTrue(halted >= 200 * TestRun.MICRO && halted < 220 * TestRun.MICRO, "at " + halted);
      assertEquals(600, resumed / TestRun.MICRO);
      for (long entered : run.times(Fact.GuestEntered.class, _ -> true)) {
        assertTrue(entered < halted || entered > resumed, "entered at " + entered);
      }
      for (int vcpu = 0; vcpu < 3; vcpu++) {
        int index = vcpu;
        List<Long> at = run.times(Fact.GuestEntered.class, fact -> fact.vcpu().index() == index);
        assertTrue(at.getLast() > resumed, "vCPU " + vcpu + " does not go on");
      }
      // The timer of a vCPU that is held still comes late, and comes.
      assertTrue(
          run
                  .times(Fact.InterruptHandled.class, fact -> fact.intid() == IntId.VIRTUAL_TIMER)
                  .stream()
                  .filter(at -> at > resumed)
                  .count()
              >= 4);
    }
  }

  @Test
  void resumeBeforeTheVmIsHaltedWaitsForThat() {
    TestHost host = dual(guest("forever {", "compute 1M", "}").on("0"));
    try (TestRun run = acting(host, "halt a at 200us", "resume a at 200us", "resume a at 201us")) {
      run.until(TestRun.MILLI);
      assertEquals(1, run.facts(Fact.VmHalted.class).size());
      assertEquals(1, run.facts(Fact.VmResumed.class).size());
      assertTrue(run.pe(0).runsGuest());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"compute 1G", "wfi", "mmio user"})
  void resetVcpuBeginsItsProgramAnewWithItsTimersOff(String operation) {
    TestHost host =
        dual(
            guest(
                    "x0 as x0",
                    "read CNTV_CTL_EL0 as virtual",
                    "read CNTP_CTL_EL0 as physical",
                    "read TPIDR_EL1 as thread",
                    "write TPIDR_EL1 7",
                    "timer physical 10ms once",
                    "timer 300us once",
                    "wfi",
                    "timer 10ms once",
                    "forever {",
                    operation,
                    "}")
                .on("2"));
    try (TestRun run = acting(host, "reset a.0 at 500us")) {
      run.until(2 * TestRun.MILLI);
      assertEquals(
          2, run.facts(Fact.Reported.class).stream().filter(f -> f.label().equals("x0")).count());
      assertTrue(run.facts(Fact.Reported.class).stream().allMatch(fact -> fact.value() == 0));
      assertEquals(1, run.facts(Fact.BegunAnew.class).size());
      // Each pass arms a timer of 300 us once.
      assertEquals(2, run.handled(0, IntId.VIRTUAL_TIMER));
    }
  }

  @Test
  void userSpaceGivesItsRegistersAnewAfterAReset() {
    SysReg thread = SysReg.named("TPIDR_EL1");
    TestHost host =
        dual(guest("read TPIDR_EL1 as thread", "write TPIDR_EL1 7", "wfi", "off").on("2"));
    HostPlan plan =
        Plans.withActions(
            Plans.withRegisters(host.plan(), java.util.Map.of(thread, 99L)), "reset a.0 at 100us");
    try (TestRun run = TestRun.of(plan, 1).until(TestRun.MILLI)) {
      List<Long> values =
          run.facts(Fact.Reported.class).stream().map(Fact.Reported::value).toList();
      assertEquals(List.of(99L, 99L), values);
    }
  }

  @Test
  void handlerThatAResetEndsLeavesNoInterruptActive() {
    List<String> body = new ArrayList<>(List.of("timer 50us", "forever {", "compute 1M", "}"));
    TestHost host = dual(guest(body.toArray(String[]::new)).on("2"));
    for (int micros = 49; micros < 56; micros++) {
      try (TestRun run = acting(host, "reset a.0 at " + micros + "us")) {
        run.until(TestRun.MILLI);
        assertTrue(run.handled(0, IntId.VIRTUAL_TIMER) >= 18, "reset at " + micros + " us");
      }
    }
  }

  @Test
  void mpStateSaysWhetherKvmRunRunsTheGuest() {
    TestHost host = dual(guest("forever {", "compute 1M", "}").on("2"));
    try (TestRun run = acting(host, "stop a.0 at 100us", "start a.0 at 500us")) {
      run.until(TestRun.MILLI);
      for (long entered : run.times(Fact.GuestEntered.class, _ -> true)) {
        long micros = entered / TestRun.MICRO;
        assertTrue(micros < 110 || micros >= 500, "entered at " + micros + " us");
      }
      assertTrue(run.pe(2).runsGuest());
    }
  }

  @Test
  void actionsOnAVcpuThatIsGoneDoNothing() {
    TestHost host = dual(guest("off").on("2"));
    try (TestRun run = acting(host, "reset a.0 at 500us", "signal a.0 at 600us")) {
      run.finish();
      assertEquals(0, run.facts(Fact.BegunAnew.class).size());
    }
  }

  /// The reset turns the vCPU on again that the end of the system has turned off, and it may take
  /// an interrupt until its VMM hears of that end.
  @Test
  void aResetThatComesTogetherWithTheEndOfTheSystemLeavesNobodyAsleep() {
    String[] sending = {"forever {", "compute 2k", "sgi 3 to 1", "}"};
    TestHost host =
        TestHost.preset("pair")
            .with("a", guest("compute 10k", "psci system-off"), guest(sending), guest(sending));
    HostPlan plan = Plans.withActions(host.plan(), "reset a.1 at 8us");
    Supplier<List<Monitor>> progress =
        () -> List.of(new PropertyMonitor(Properties.PROGRESS.create().getFirst()));
    assertEquals(Set.of(), new SampledOrders(plan, TestRun.MILLI, 2_000, 4).broken(300, progress));
  }
}
