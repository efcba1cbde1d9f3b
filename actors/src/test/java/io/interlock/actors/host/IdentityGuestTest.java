package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.ExitReason;
import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.scenario.ScenarioException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What guests of whole hosts read in ID registers, and that they find what they read of.
class IdentityGuestTest {
  @TempDir private Path folder = Path.of("");

  private TestRun run(String preset, String keys) {
    return GicRun.begun(folder, preset, keys).run().until(5 * TestRun.MILLI);
  }

  private static List<Long> reported(TestRun run, String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact.Reported::value)
        .toList();
  }

  private static List<String> undefined(TestRun run) {
    return run.facts(Fact.UndefinedAccess.class).stream()
        .map(fact -> (fact.write() ? "write " : "read ") + fact.register())
        .toList();
  }

  /// Whatever the other host has.
  @Test
  void aGuestReadsOnAnotherHostWhatItHasReadBefore() {
    String guest =
        """
        vcpus = 1, guest = ["forever {", "read ID_AA64ISAR0_EL1 as it", "compute 1M", "}"]
        """;
    HostPlan lowered =
        GicRun.plan(folder, "preset = pair", guest + "id-regs { ID_AA64ISAR0_EL1.ATOMIC = 0 }");
    HostPlan usual = GicRun.plan(folder, "preset = pair", guest);
    List<MovingHost> hosts =
        MovingHost.moved(lowered, usual, 1, 2 * TestRun.MILLI, 6 * TestRun.MILLI);
    for (MovingHost host : hosts) {
      List<Long> read =
          MovingHost.facts(List.of(host), Fact.Reported.class).map(Fact.Reported::value).toList();
      assertTrue(read.size() > 3, read::toString);
      assertTrue(read.stream().allMatch(value -> value == 0x0220100010010000L), read::toString);
    }
  }

  /// Each preset is as its least core; what needs a PMU or SPE is 0 without.
  @ParameterizedTest
  @CsvSource({
    "pair,             ID_AA64DFR0_EL1,  0xf010305009",
    "pair,             ID_AA64ISAR0_EL1, 0x0220100010210000",
    "pair,             ID_AA64PFR0_EL1,  0x1101001021001112",
    "pair,             CTR_EL0,          0x8444c004",
    "no-spe-4x4,       ID_AA64DFR0_EL1,  0x10305008",
    "no-spe-4x4,       ID_AA64ISAR0_EL1, 0x10210000",
    "pair-without-fgt, ID_AA64MMFR0_EL1, 0x1122",
    "big-spe-4x4,      ID_AA64MMFR0_EL1, 0x2100000000001122",
    "server-64,        ID_AA64DFR0_EL1,  0x10305009"
  })
  void aGuestReadsWhatAllCpusOfItsHostHave(String preset, String register, String value) {
    String guest = "guest = [\"read %s as it\", \"off\"]".formatted(register);
    try (TestRun run = run(preset, "vcpus = 1, affinity = \"0\", " + guest)) {
      assertEquals(List.of(Long.decode(value)), reported(run, "it"));
      assertEquals(
          ExitReason.SYSTEM_REGISTER, run.facts(Fact.GuestExited.class).getFirst().reason());
    }
  }

  @Test
  void whatUserSpaceChangesTheGuestReadsAlsoAfterAReset() {
    String keys =
        """
        vcpus = 2, start = first
        id-regs { ID_AA64ISAR0_EL1.ATOMIC = 1, ID_AA64ISAR0_EL1.TLB = 0, CTR_EL0.IminLine = 3 }
        guest = ["read ID_AA64ISAR0_EL1 as isar0", "read CTR_EL0 as ctr", "psci cpu-on 1 0 0",
          "compute 100k", "psci system-reset"]
        secondaries = ["read ID_AA64ISAR0_EL1 as isar0", "off"]
        """;
    try (TestRun run = run("pair", keys)) {
      List<Long> seen = reported(run, "isar0");
      assertTrue(seen.size() > 10, seen.size() + " times");
      assertEquals(List.of(0x0020_1000_1011_0000L), seen.stream().distinct().toList());
      assertEquals(List.of(0x8444_C003L), reported(run, "ctr").stream().distinct().toList());
    }
  }

  @Test
  void aWriteOfAnIdRegisterIsUndefined() {
    String keys = "vcpus = 1, guest = [\"write ID_AA64DFR0_EL1 0\", \"write CTR_EL0 0\", \"off\"]";
    try (TestRun run = run("pair", keys)) {
      assertEquals(List.of("write ID_AA64DFR0_EL1", "write CTR_EL0"), undefined(run));
    }
  }

  /// PMUv3p5 brought counters of 64 bits and PMCR_EL0.LP.
  @ParameterizedTest
  @CsvSource({"6, 0x100000005, 0x80", "5, 5, 0", "1, 5, 0"})
  void aPmuIsNoMoreThanItsVersionTells(int version, String counter, String control) {
    String keys =
        """
        vcpus = 1, affinity = "0", pmu.type = emulated, id-regs.ID_AA64DFR0_EL1.PMUVer = %d
        guest = ["write PMCR_EL0 0xc0", "read PMCR_EL0 as control", "read ID_AA64DFR0_EL1 as dfr0",
          "write PMEVCNTR0_EL0 0x100000005", "read PMEVCNTR0_EL0 as counter", "off"]
        """
            .formatted(version);
    try (TestRun run = run("pair", keys)) {
      assertEquals(List.of(Long.decode(counter)), reported(run, "counter"));
      assertEquals(Long.decode(control), reported(run, "control").getFirst() & 0x80);
      assertEquals(version, reported(run, "dfr0").getFirst() >> 8 & 0xF);
      assertEquals(List.of(), undefined(run));
    }
  }

  @Test
  void aPmuThatIsNotToldOfIsNotThere() {
    String keys =
        """
        vcpus = 1, affinity = "0", pmu.type = emulated, id-regs.ID_AA64DFR0_EL1.PMUVer = 0
        guest = ["write PMCR_EL0 1", "read PMCR_EL0 as control", "read PMCCNTR_EL0", "off"]
        """;
    try (TestRun run = run("pair", keys)) {
      assertEquals(List.of("write PMCR_EL0", "read PMCR_EL0", "read PMCCNTR_EL0"), undefined(run));
      assertEquals(List.of(), reported(run, "control"));
    }
  }

  @Test
  void withoutSpeItsVersionIsZeroAndItsRegistersAreNotThere() {
    String guest =
        """
        guest = ["read ID_AA64DFR0_EL1 as dfr0", "read PMSIDR_EL1 as id", "write PMSCR_EL1 0", "off"]
        """;
    try (TestRun run = run("server-64", "vcpus = 1\n" + guest)) {
      assertEquals(0, reported(run, "dfr0").getFirst() >> 32 & 0xF);
      assertEquals(List.of("read PMSIDR_EL1", "write PMSCR_EL1"), undefined(run));
    }
    try (TestRun run = run("server-64", "vcpus = 1, spe {}\n" + guest)) {
      assertEquals(2, reported(run, "dfr0").getFirst() >> 32 & 0xF);
      assertEquals(List.of(), undefined(run));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id-regs.ID_AA64ISAR0_EL1.ATOMIC = 3 | ID_AA64ISAR0_EL1.ATOMIC is 3, which KVM refuses on host pair; allowed: 0 to 2",
        "id-regs.ID_AA64DFR0_EL1.PMUVer = 1  | ID_AA64DFR0_EL1.PMUVer is 1, which KVM refuses on host pair; allowed: 0, 8 to 15",
        "id-regs.ID_AA64DFR0_EL1.DebugVer = 5 | ID_AA64DFR0_EL1.DebugVer is 5, which KVM refuses on host pair; allowed: 6 to 9",
        "id-regs.ID_AA64DFR0_EL1.DoubleLock = 0 | ID_AA64DFR0_EL1.DoubleLock is 0, which KVM refuses on host pair; allowed: 8 to 15",
        "id-regs.ID_AA64DFR0_EL1.BRPs = 4 | ID_AA64DFR0_EL1.BRPs is 4, which KVM refuses on host pair; allowed: 5",
        "gic = none, devices = [\"spi 40 every 1ms to 0\"] | devices without a GIC; allowed: none, or gic = set-up"
      })
  void whatKvmRefusesIsRefusedBeforeAnythingRuns(String keys, String complaint) {
    var refused =
        assertThrows(
            ScenarioException.class, () -> run("pair", "vcpus = 1, guest = idle, " + keys));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.endsWith("gic.conf:3: " + complaint), message);
  }

  @Test
  void countersOfTheHostsOwnCannotBeLessThanTheyAre() {
    String keys = "vcpus = 1, guest = idle, id-regs.ID_AA64DFR0_EL1.PMUVer = 4";
    String text = "pair, kvm { guest-counters = 2, programs = pmu-partitioned-reviewed }";
    var refused = assertThrows(ScenarioException.class, () -> run(text, keys));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("a PMU of version 4"), message);
    assertTrue(message.endsWith("allowed: 6, or pmu.type = emulated"), message);
  }

  @Test
  void userSpaceHasNothingToCallAboutAGicThatThereIsNot() {
    String host = "pair, actions = \"a: KVM_IRQ_LINE PPI 0 20 1 at 1ms\"";
    var refused =
        assertThrows(
            ScenarioException.class, () -> run(host, "vcpus = 1, guest = idle, gic = none"));
    String message = String.valueOf(refused.getMessage());
    String complaint = "VM a has no GIC to make calls about; allowed: VMs with one";
    assertTrue(message.endsWith(complaint), message);
  }

  private static final String ALL_REGISTERS =
      """
      "read ICC_PMR_EL1", "write ICC_PMR_EL1 0", "read ICC_IAR0_EL1", "write ICC_EOIR0_EL1 0",
      "read ICC_HPPIR0_EL1", "read ICC_BPR0_EL1", "read ICC_AP0R0_EL1", "read ICC_AP0R3_EL1",
      "read ICC_AP1R0_EL1", "write ICC_AP1R0_EL1 0", "read ICC_AP1R3_EL1", "write ICC_DIR_EL1 0",
      "read ICC_RPR_EL1", "write ICC_SGI1R_EL1 0", "write ICC_ASGI1R_EL1 0",
      "write ICC_SGI0R_EL1 0", "read ICC_IAR1_EL1", "write ICC_EOIR1_EL1 0",
      "read ICC_HPPIR1_EL1", "read ICC_BPR1_EL1", "read ICC_CTLR_EL1", "write ICC_CTLR_EL1 0",
      "read ICC_IGRPEN0_EL1", "read ICC_IGRPEN1_EL1", "write ICC_IGRPEN1_EL1 1",
      "read ICC_SRE_EL1", "write ICC_SRE_EL1 0",
      """;

  /// As selftest no-vgic-v3, and the same where user space hides a GIC that is there.
  @ParameterizedTest
  @ValueSource(strings = {"gic = none", "id-regs.ID_AA64PFR0_EL1.GIC = 0"})
  void withoutAGicEachAccessOfItsRegistersIsUndefined(String without) {
    String keys =
        "vcpus = 1, "
            + without
            + ", guest = ["
            + ALL_REGISTERS
            + "\"sgi 3 to 0\",\n"
            + "\"read ID_AA64PFR0_EL1 as pfr0\", \"off\"]";
    try (TestRun run = run("pair", keys)) {
      assertEquals(0, reported(run, "pfr0").getFirst() >> 24 & 0xF);
      List<String> undefined = undefined(run);
      assertEquals(28, undefined.size(), undefined::toString);
      assertEquals("write ICC_SGI1R_EL1", undefined.getLast());
      assertTrue(undefined.stream().allMatch(access -> access.contains(" ICC_")));
      assertEquals(1, run.facts(Fact.PoweredOff.class).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair", "no-spe-4x4"})
  void withoutAGicNoInterruptComesAndOnlyATimerEndsAWfi(String preset) {
    String keys =
        """
        vcpus = 2, gic = none
        guest = ["timer 100us", "timer physical 130us", "compute 1M", "wfi", "sgi 1 to 1", "off"]
        secondaries = ["wfit 1ms", "x0 as over", "wfi", "off"]
        """;
    try (TestRun run = run(preset, keys)) {
      assertEquals(0, run.facts(Fact.InterruptHandled.class).size());
      assertEquals(1, reported(run, "over").size());
      assertEquals(
          List.of(0),
          run.facts(Fact.PoweredOff.class).stream().map(f -> f.vcpu().index()).toList());
    }
  }

  /// With a GIC, those of group 0 have nothing to say.
  @Test
  void registersOfGroupZeroAreThereAndEmpty() {
    String keys =
        """
        vcpus = 1
        guest = ["write DAIF 0x80", "sgi 5 to 0", "read ICC_HPPIR1_EL1 as pending",
          "read ICC_IAR0_EL1 as group0", "read ICC_HPPIR0_EL1 as group0", "write ICC_EOIR0_EL1 1023",
          "read ICC_AP0R0_EL1 as active", "read ICC_IAR1_EL1 as taken",
          "read ICC_HPPIR1_EL1 as then", "write ICC_EOIR1_EL1 5", "read ICC_AP1R2_EL1", "off"]
        """;
    try (TestRun run = run("pair", keys)) {
      assertEquals(List.of(5L), reported(run, "pending"));
      assertEquals(List.of(1023L, 1023L), reported(run, "group0"));
      assertEquals(List.of(0L), reported(run, "active"));
      assertEquals(List.of(5L), reported(run, "taken"));
      assertEquals(List.of(1023L), reported(run, "then"));
      assertEquals(List.of("read ICC_AP1R2_EL1"), undefined(run));
    }
  }
}
