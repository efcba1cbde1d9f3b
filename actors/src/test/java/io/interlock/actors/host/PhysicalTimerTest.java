package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.InterruptStages;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.engine.trace.Delivered;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The physical timer of guests: in hardware on a host whose kernel runs at EL2, emulated on one
/// whose does not.
class PhysicalTimerTest {
  private static final int TIMER = IntId.PHYSICAL_TIMER;

  private static TestHost dual(boolean vhe) {
    return RegistersTest.dual(vhe);
  }

  /// A host with one vCPU, which may run on these CPUs.
  private static TestHost one(boolean vhe, String cpus, String... operations) {
    return dual(vhe).with("a", guest(operations).on(cpus));
  }

  private static long taken(TestRun run, int intid) {
    return run.facts(Fact.HostInterrupt.class).stream()
        .filter(fact -> fact.intid() == intid)
        .count();
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void eachExpiryIsHandledOnceWhetherTheGuestRunsOrSleeps(boolean vhe, boolean stepwise) {
    TestHost host =
        one(
            vhe,
            "2",
            "timer physical 1ms once",
            "compute 10M",
            "timer physical 1ms once",
            "wfi",
            "off");
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      assertEquals(2, run.handled(0, TIMER));
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
      // The first expires while the guest runs, the second while its thread sleeps.
      assertEquals(vhe ? 1 : 0, taken(run, TIMER));
      assertEquals(vhe ? 1 : 2, taken(run, IntId.HYP_TIMER));
      for (Fact.InterruptHandled fact : run.facts(Fact.InterruptHandled.class)) {
        long since = fact.sincePicos();
        assertTrue(since > 0 && since < 30 * TestRun.MICRO, since + " ps");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accessesTrapOnlyWhereTheTimerIsEmulated(boolean vhe) {
    TestHost host =
        one(vhe, "2", "timer physical 1ms", "timer physical off", "read CNTP_CTL_EL0", "off");
    try (TestRun run = TestRun.of(host, 1).finish()) {
      long traps =
          run.facts(Fact.GuestExited.class).stream()
              .filter(fact -> fact.reason() == ExitReason.SYSTEM_REGISTER)
              .count();
      assertEquals(vhe ? 0 : 3, traps);
      assertEquals(0, run.handled(0, TIMER));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void armedTimersOfBothKindsMoveWithTheirVcpu(boolean vhe, boolean stepwise) {
    TestHost host =
        one(vhe, "0", "timer physical 300ms once", "timer 301ms once", "compute 1500M", "off");
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1)) {
      run.until(100 * TestRun.MILLI);
      run.simulation().tell(run.vcpu(0, 0), new Vcpu.Command.SetAffinity(CpuSet.parse("3")));
      run.finish();
      assertEquals(1, run.totals(0).migrations());
      assertEquals(1, run.handled(0, TIMER));
      assertEquals(1, run.handled(0, IntId.VIRTUAL_TIMER));
      List<Long> at = run.times(Fact.InterruptHandled.class, _ -> true);
      assertTrue(Math.abs(at.getFirst() - 300 * TestRun.MILLI) < 30 * TestRun.MICRO);
      assertTrue(Math.abs(at.getLast() - 301 * TestRun.MILLI) < 30 * TestRun.MICRO);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void backgroundTimerIsForWhicheverFiresFirst(boolean vhe) {
    TestHost host = one(vhe, "2", "timer 3ms once", "timer physical 1ms once", "wfi", "wfi", "off");
    try (TestRun run = TestRun.of(host, 1).finish()) {
      List<Integer> order =
          run.facts(Fact.InterruptHandled.class).stream()
              .map(Fact.InterruptHandled::intid)
              .toList();
      assertEquals(List.of(TIMER, IntId.VIRTUAL_TIMER), order);
    }
  }

  @ParameterizedTest
  @CsvSource({"timer, true", "timer, false", "timer physical, true", "timer physical, false"})
  void levelThatTheGuestDoesNotQuietenInterruptsAgain(String timer, boolean vhe) {
    int intid = timer.endsWith("physical") ? TIMER : IntId.VIRTUAL_TIMER;
    TestHost host = one(vhe, "2", timer + " 50us once ignored 3", "compute 1M", "off");
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(4, run.handled(0, intid));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void levelsFollowAVcpuThatIsMovedWhileItHandlesThem(boolean vhe) {
    String[] body = {
      "timer physical 40us once ignored 20", "timer 45us once ignored 20", "compute 40M", "off"
    };
    TestHost host = one(vhe, "2-3", body).with("b", guest(body).on("2-3"));
    try (TestRun run = TestRun.of(host, 3)) {
      for (int step = 1; step <= 40; step++) {
        run.until(step * 10L * TestRun.MICRO);
        for (int vm = 0; vm < 2; vm++) {
          String cpu = (step + vm) % 2 == 0 ? "2" : "3";
          run.simulation().tell(run.vcpu(vm, 0), new Vcpu.Command.SetAffinity(CpuSet.parse(cpu)));
        }
      }
      run.finish();
      for (int thread = 0; thread < 2; thread++) {
        assertEquals(21, run.handled(thread, TIMER));
        assertEquals(21, run.handled(thread, IntId.VIRTUAL_TIMER));
      }
    }
  }

  @Test
  void physicalInterruptIsActiveWhileTheGuestHandlesIt() {
    TestHost host =
        dual(true).with("a", guest("timer physical 1ms", "forever {", "compute 1G", "}").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(20 * TestRun.MILLI)) {
      // Each costs one exit: the line is high while the guest handles it, and interrupts nobody.
      assertEquals(run.handled(0, TIMER), taken(run, TIMER));
      assertTrue(run.handled(0, TIMER) >= 18);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void latencyOfARunningGuestIsSplitByStage(boolean vhe) {
    TestHost host = one(vhe, "2", "timer physical 4ms", "forever {", "compute 1G", "}");
    try (TestRun run = TestRun.of(host, 1).until(100 * TestRun.MILLI)) {
      InterruptStages stages = run.statistics().stages();
      long sum = 0;
      for (InterruptStages.Stage stage : InterruptStages.Stage.values()) {
        var histogram =
            Objects.requireNonNull(stages.of(0, InterruptStages.Kind.PHYSICAL_TIMER, stage));
        assertEquals(24, histogram.getTotalCount());
        sum += histogram.getValueAtPercentile(50);
      }
      long whole = run.facts(Fact.InterruptHandled.class).getFirst().sincePicos() / 1000;
      assertTrue(Math.abs(sum - whole) < 100, sum + " of " + whole + " ns");
    }
  }

  /// An offset that no hardware subtracts: KVM traps the guest's accesses and corrects them.
  @ParameterizedTest
  @ValueSource(strings = {"dual", "pair-with-instruction-counter"})
  void guestWithAnOffsetSeesItsOwnPhysicalCount(String preset) {
    TestHost host =
        TestHost.preset(preset)
            .with(
                "a",
                guest("read CNTPCT_EL0 as before", "timer physical 1ms once", "wfi", "off")
                    .on("0"));
    HostPlan plan = host.plan();
    SysReg offset = SysReg.named("CNTPOFF_EL2");
    HostPlan shifted = Plans.withRegisters(plan, Map.of(offset, -1_000_000L));
    try (TestRun run = TestRun.of(shifted, 1).finish()) {
      long count = run.facts(Fact.Reported.class).getFirst().value();
      assertTrue(count >= 1_000_000L && count < 1_100_000L, "count is " + count);
      assertEquals(1, run.handled(0, TIMER));
      long at = run.times(Fact.InterruptHandled.class, _ -> true).getFirst();
      assertTrue(at > TestRun.MILLI && at < 1_100 * TestRun.MICRO, "handled at " + at);
    }
  }

  @Test
  void guestsThatDoNotUseItPayNoDeliveries() {
    TestHost host = dual(false).with("a", guest("timer 1ms once", "wfi", "off").on("2"));
    try (TestRun run =
        TestRun.watching(host, 1, d -> d.message() instanceof PhysicalCpu.Command.Execute)) {
      run.finish();
      for (Delivered delivery : run.deliveries()) {
        var request = (PhysicalCpu.Command.Execute) delivery.message();
        assertTrue(request.work().stream().noneMatch(KernelWork.EmulateTimer.class::isInstance));
      }
    }
  }
}
