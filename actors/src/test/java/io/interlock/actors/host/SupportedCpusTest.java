package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.vcpu.ThreadView;
import io.interlock.engine.StatefulBehavior;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A vCPU whose KVM supports only some CPUs of the host, as after choosing a PMU.
class SupportedCpusTest {
  private static final TestHost.Guest WORK =
      guest("write TPIDR_EL1 0xABCD", "timer 1ms once", "compute 20M", "off");

  private static TestHost dual() {
    return TestHost.preset("dual");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void entryFailsOnTheUnsupportedPeAndTheGuestNeverRunsThere(boolean stepwise) {
    TestHost host = dual().with("a", "2-3", false, WORK.on("1"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      Fact.EntryFailed failed = run.facts(Fact.EntryFailed.class).getFirst();
      assertEquals(1, run.facts(Fact.EntryFailed.class).size());
      assertEquals(1, failed.pe());
      assertEquals(List.of(), run.facts(Fact.GuestEntered.class));
      assertEquals(1, run.totals(0).failEntries());
      assertTrue(run.pe(1).preemptible());
    }
  }

  @Test
  void threadEndsWhereUserSpaceDoesNotPinItAnew() {
    TestHost host = dual().with("a", "2-3", false, WORK.on("0-1"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertEquals(1, run.facts(Fact.EntryFailed.class).size());
      assertEquals(List.of(), run.facts(Fact.PoweredOff.class));
      assertEquals(1, run.facts(Fact.ThreadSwitchedOut.class).size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pinnedToSupportedPesTheVcpuGoesOnFromTheStateItHad(boolean stepwise) {
    // The big PEs are taken when the thread is placed, so that it begins on a little one.
    TestHost host =
        dual()
            .with("others", guest("compute 80M").on("2"), guest("compute 80M").on("3"))
            .with("a", "2-3", true, WORK.on("0-3"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      List<Fact.EntryFailed> failed = run.facts(Fact.EntryFailed.class);
      assertTrue(failed.size() >= 1, "no entry failed");
      failed.forEach(fact -> assertTrue(fact.pe() < 2));
      run.facts(Fact.GuestEntered.class).stream()
          .filter(fact -> fact.vcpu().vm() == 1)
          .forEach(fact -> assertTrue(fact.pe() >= 2, "entered on PE " + fact.pe()));
      assertEquals(1, run.handled(2, 27));
      assertEquals(0xABCD, run.thread(1, 0).savedRegisters().read(SysReg.named("TPIDR_EL1")));
      assertEquals(3, run.facts(Fact.PoweredOff.class).size());
    }
  }

  @Test
  void failedEntryLeavesTheSavedRegistersAlone() {
    TestHost host = dual().with("a", "2-3", false, WORK.on("1"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      var expected = ThreadView.atFirst(dual().plan().settings().others());
      // The entry that is called off has prepared the vGIC's control register, and the load that
      // of the monitors; nothing else changes.
      var saved = run.thread(0, 0).savedRegisters().copy();
      saved.assign(SysReg.named("MDCR_EL2"), 0);
      saved.assign(SysReg.named("ICH_HCR_EL2"), 0);
      assertEquals(expected, saved);
    }
  }

  @Test
  void supportedCpusAreFrozenOnceAVcpuHasRun() {
    TestHost host = dual().with("a", guest("compute 20M"));
    try (TestRun run = TestRun.of(host, 1)) {
      run.until(TestRun.MILLI);
      var probe =
          run.simulation()
              .spawn(
                  StatefulBehavior.<Integer, Vmm.Command>of(
                      _ -> 0, (_, _, message) -> ((Vmm.Command.AttributeSet) message).result()),
                  "probe");
      run.simulation()
          .tell(run.machine(0), new VirtualMachine.Command.SetSupportedCpus(CpuSet.of(2), probe));
      run.until(2 * TestRun.MILLI);
      assertEquals(-16, run.simulation().stateOf(probe));
      run.finish();
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
    }
  }
}
