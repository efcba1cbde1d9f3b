package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.ArchitectedTimer;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hypervisor.vcpu.GuestHcr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What guests write travels with their vCPUs, and what the host had comes back.
class RegistersTest {
  private static final SysReg TPIDR_EL1 = SysReg.named("TPIDR_EL1");
  private static final SysReg TPIDR_EL0 = SysReg.named("TPIDR_EL0");
  private static final SysReg HCR_EL2 = SysReg.named("HCR_EL2");

  /// The preset `dual` as it is, or with Cortex-A53 and Cortex-A72, which have no VHE.
  static TestHost dual(boolean vhe) {
    TestHost host = TestHost.preset("dual");
    return vhe ? host : TestHost.of(withoutVhe(host.topology()));
  }

  private static HostTopology withoutVhe(HostTopology host) {
    List<ProcessingElement> pes = new ArrayList<>();
    for (ProcessingElement pe : host.pes()) {
      CoreType type = CoreType.named(pe.index() < 2 ? "arm,cortex-a53" : "arm,cortex-a72");
      pes.add(
          new ProcessingElement(
              pe.index(), pe.mpidr(), type, pe.cluster(), pe.capacity(), pe.clock()));
    }
    return new HostTopology(
        "old",
        pes,
        host.gic(),
        host.pmus(),
        List.of(),
        ArchitectedTimer.usual(50_000_000),
        List.of());
  }

  /// Values that a host kernel might have in its registers, so that a loss is seen.
  private static void fillHost(TestRun run, int pe) {
    RegisterFile file = run.pe(pe).registers();
    for (String name :
        List.of(
            "HCR_EL2",
            "MDCR_EL2",
            "CPTR_EL2",
            "VBAR_EL2",
            "CNTHCTL_EL2",
            "TPIDR_EL0",
            "TPIDRRO_EL0",
            "SP_EL0",
            "MDSCR_EL1",
            "HSTR_EL2",
            "ICC_SRE_EL2")) {
      file.assign(SysReg.named(name), 0x1000L + 8 * name.hashCode() % 512 + pe);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void registersOfTheGuestMoveWithItsThread(boolean vhe, boolean stepwise) {
    // The vCPU starts on a little PE, outgrows it and moves; then it turns itself off.
    TestHost host =
        dual(vhe)
            .with("short", guest("compute 50M").on("2"), guest("compute 50M").on("3"))
            .with(
                "long",
                guest("write TPIDR_EL1 0xABCD", "write TPIDR_EL0 0x77", "compute 300M", "off")
                    .on("0-3"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1).finish()) {
      assertTrue(run.totals(1).migrations() > 0, "it never moved");
      RegisterFile saved = run.thread(1, 0).savedRegisters();
      assertEquals(0xABCD, saved.read(TPIDR_EL1));
      assertEquals(0x77, saved.read(TPIDR_EL0));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void vcpusOnOnePeDoNotSeeEachOthersRegisters(boolean vhe) {
    TestHost host =
        dual(vhe)
            .with("a", guest("write TPIDR_EL1 0xA", "compute 40M", "off").on("2"))
            .with("b", guest("write TPIDR_EL1 0xB", "compute 40M", "off").on("2"))
            .with("c", guest("compute 40M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).finish()) {
      assertTrue(run.facts(Fact.ThreadSwitchedIn.class).size() > 6);
      assertEquals(0xA, run.thread(0, 0).savedRegisters().read(TPIDR_EL1));
      assertEquals(0xB, run.thread(1, 0).savedRegisters().read(TPIDR_EL1));
      assertEquals(0, run.thread(2, 0).savedRegisters().read(TPIDR_EL1));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void hostFindsItsRegistersAsTheyWereAfterEveryGuest(boolean vhe, boolean stepwise) {
    TestHost host =
        dual(vhe)
            .with(
                "a",
                guest(
                    "write TPIDR_EL0 0x77", "timer 1ms once", "compute 9M", "sgi 1 to all", "off"),
                guest("write SP_EL0 0x99", "compute 20M", "mmio user", "off").on("2"),
                guest("timer 2ms once", "wfi", "hvc", "off").on("2"));
    try (TestRun run = TestRun.of(stepwise ? host.inSteps() : host, 1)) {
      run.until(0);
      List<RegisterFile> before = new ArrayList<>();
      for (int pe = 0; pe < 4; pe++) {
        fillHost(run, pe);
        before.add(run.pe(pe).registers().copy());
      }
      run.finish();
      for (int pe = 0; pe < 4; pe++) {
        requireHost(before.get(pe), run.pe(pe).registers(), "PE " + pe);
        assertTrue(run.pe(pe).preemptible(), "PE " + pe + " has preemption or interrupts off");
      }
    }
  }

  /// Everything that the host kernel uses must be back. The guest's EL1 registers may stay where
  /// they are under VHE, where the host does not use them.
  private static void requireHost(RegisterFile before, RegisterFile after, String where) {
    for (String name :
        List.of(
            "HCR_EL2",
            "MDCR_EL2",
            "CPTR_EL2",
            "VBAR_EL2",
            "TPIDR_EL0",
            "TPIDRRO_EL0",
            "SP_EL0",
            "MDSCR_EL1",
            "HSTR_EL2",
            "ICC_SRE_EL2",
            "CNTVOFF_EL2",
            "CNTV_CTL_EL0")) {
      SysReg register = SysReg.named(name);
      assertEquals(
          Long.toHexString(before.read(register)),
          Long.toHexString(after.read(register)),
          where + " " + name);
    }
    assertEquals(0, after.read(SysReg.named("ICH_HCR_EL2")) & 1, where + " ICH_HCR_EL2.En");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void guestRunsUnderTheTrapsThatKvmGivesItAtReset(boolean vhe) {
    TestHost host = dual(vhe).with("a", guest("compute 100M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(TestRun.MILLI)) {
      assertTrue(run.pe(2).runsGuest());
      assertEquals(GuestHcr.reset(vhe), run.pe(2).registers().read(HCR_EL2));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wfiLeavesTheGuestOnlyWhereItTraps(boolean traps) {
    TestHost host = dual(true).with("a", guest("timer 1ms once", "wfi", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(0)) {
      RegisterFile saved = run.thread(0, 0).savedRegisters();
      saved.assign(HCR_EL2, traps ? saved.read(HCR_EL2) : saved.read(HCR_EL2) & ~GuestHcr.TWI);
      run.finish();
      assertEquals(1, run.handled(0, 27));
      assertTrue(run.times(Fact.PoweredOff.class, _ -> true).getFirst() > TestRun.MILLI);
      List<ExitReason> reasons =
          run.facts(Fact.GuestExited.class).stream().map(Fact.GuestExited::reason).toList();
      assertEquals(List.of(traps ? ExitReason.WFI : ExitReason.IRQ, ExitReason.POWER_OFF), reasons);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void hypervisorConfigurationIsTheGuestsOnlyWhileItRuns(boolean vhe) {
    TestHost host = dual(vhe).with("a", guest("compute 100M", "off").on("2"));
    try (TestRun run = TestRun.of(host, 1).until(0)) {
      run.pe(2).registers().assign(HCR_EL2, 0x488000000L);
      run.until(TestRun.MILLI);
      assertTrue(run.pe(2).runsGuest());
      assertEquals(
          run.thread(0, 0).savedRegisters().read(HCR_EL2), run.pe(2).registers().read(HCR_EL2));
      run.finish();
      assertEquals(0x488000000L, run.pe(2).registers().read(HCR_EL2));
    }
  }
}
