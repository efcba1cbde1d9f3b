package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.hardware.gic.IntId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests of whole hosts that drive their GIC themselves.
class GicGuestTest {
  private static final String SLEEP = "\"forever {\", \"wfi\", \"}\"";

  @TempDir private Path folder = Path.of("");

  /// A VM on a host of two CPUs; `keys` are those of the VM.
  private TestRun run(String preset, String keys) {
    return begin(folder, preset, keys).until(5 * TestRun.MILLI);
  }

  /// The same, which has not begun to run.
  static TestRun begin(Path folder, String preset, String keys) {
    try {
      Path file = folder.resolve("gic.conf");
      Files.writeString(
          file, "host.preset = %s\nrun.for = 5ms\nvms.a { %s }\n".formatted(preset, keys));
      HostPlan plan = Planner.plan(ScenarioReader.read(file, List.of())).getFirst();
      return TestRun.of(plan, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestRun run(String keys) {
    return run("pair", keys);
  }

  private static List<Integer> handled(TestRun run) {
    return run.facts(Fact.InterruptHandled.class).stream()
        .map(Fact.InterruptHandled::intid)
        .toList();
  }

  private static List<Integer> handledBy(TestRun run, int vcpu) {
    return run.facts(Fact.InterruptHandled.class).stream()
        .filter(fact -> fact.vcpu().index() == vcpu)
        .map(Fact.InterruptHandled::intid)
        .toList();
  }

  private static long reported(TestRun run, String label) {
    return run.facts(Fact.Reported.class).stream()
        .filter(fact -> fact.label().equals(label))
        .mapToLong(Fact.Reported::value)
        .sum();
  }

  @Test
  void theFramesReadAsKvmEmulatesThem() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 level every 1ms to 1 0 times"]
        guest = ["read GICD_CTLR as ctlr", "read GICD_TYPER as typer", "read GICD_ICFGR2 as icfgr",
          "read GICD_IROUTER40 as route", "read GICD_IPRIORITYR10 as priority",
          "read GICR_TYPER as redistributor", "read ICC_PMR_EL1 as mask",
          "read ICC_RPR_EL1 as running", "off"]
        secondaries = ["off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(0x52, reported(run, "ctlr"));
      assertEquals(7 | 9 << 19, reported(run, "typer"));
      assertEquals(0xAAA8_AAAAL, reported(run, "icfgr"));
      assertEquals(1, reported(run, "route"));
      assertEquals(0xA0, reported(run, "priority"));
      assertEquals(0, reported(run, "redistributor"));
      assertEquals(0xF8, reported(run, "mask"));
      assertEquals(0xFF, reported(run, "running"));
    }
  }

  @Test
  void whatIsDisabledWaitsUntilItIsEnabled() {
    String guest =
        """
        vcpus = 1, devices = ["spi 40 every 10us to 0 1 times"]
        guest = ["write GICD_ICENABLER1 0x100", "compute 100k", "read GICD_ISPENDR1 as pending",
          "hvc", "write GICD_ISENABLER1 0x100", "compute 100k", "read GICD_ISPENDR1 as after",
        """
            + SLEEP
            + "]";
    try (TestRun run = run(guest)) {
      assertEquals(0x100, reported(run, "pending"));
      assertEquals(0, reported(run, "after"));
      assertEquals(List.of(40), handled(run));
    }
  }

  @Test
  void whatIsRoutedElsewhereWhilePendingGoesThereWithTheNextExit() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 every 10us to 0 1 times"]
        guest = ["write DAIF 0x80", "compute 50k", "write GICD_IROUTER40 1", "compute 50k",
          "write DAIF 0", "off"]
        secondaries = [
        """
            + SLEEP
            + "]";
    try (TestRun run = run(guest)) {
      assertEquals(List.of(), handledBy(run, 0));
      assertEquals(List.of(40), handledBy(run, 1));
    }
  }

  @Test
  void thePriorityMaskHoldsBackAndDoesNotWake() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 every 10us to 0 1 times"]
        guest = ["write ICC_PMR_EL1 0xa0", "wfi", "compute 1k", "write ICC_PMR_EL1 0xf8", "hvc", "off"]
        secondaries = ["compute 200k", "write GICD_IPRIORITYR10 0x98", "hvc",
          "write GICD_ISPENDR1 0x100", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(List.of(40), handled(run));
      List<Long> times = run.times(Fact.InterruptHandled.class, fact -> fact.intid() == 40);
      assertTrue(times.getFirst() > 80 * TestRun.MICRO, () -> "woken at " + times);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void moreUrgentOnesPreemptHandlersThatOpenInterrupts(String eoiMode) {
    String guest =
        """
        vcpus = 1
        devices = ["spi 40 every 10us to 0 1 times", "spi 41 every 20us to 0 1 times",
          "spi 42 every 30us to 0 1 times"]
        handlers {
          40 = ["write DAIF 0", "compute 100k", "read ICC_RPR_EL1 as low"]
          41 = ["write DAIF 0", "compute 100k", "read ICC_RPR_EL1 as middle"]
          42 = ["write DAIF 0", "compute 100k", "read ICC_RPR_EL1 as high", "mmio user"]
        }
        guest = ["write ICC_CTLR_EL1 MODE", "write GICD_IPRIORITYR10 0x406080", "compute 1M",
          "read ICC_RPR_EL1 as idle", "read GICD_ISACTIVER1 as active", "off"]
        """
            .replace("MODE", eoiMode);
    try (TestRun run = run(guest)) {
      assertEquals(List.of(40, 41, 42), handled(run));
      assertEquals(
          List.of(42, 41, 40),
          run.facts(Fact.InterruptEnded.class).stream().map(Fact.InterruptEnded::intid).toList());
      assertEquals(0x80, reported(run, "low"));
      assertEquals(0x60, reported(run, "middle"));
      assertEquals(0x40, reported(run, "high"));
      assertEquals(0xFF, reported(run, "idle"));
      assertEquals(0, reported(run, "active"));
    }
  }

  @Test
  void theBinaryPointDecidesWhatPreempts() {
    String guest =
        """
        vcpus = 1
        devices = ["spi 40 every 10us to 0 1 times", "spi 41 every 20us to 0 1 times"]
        handlers { 40 = ["write DAIF 0", "compute 200k", "write DAIF 0x80"] }
        guest = ["write ICC_BPR1_EL1 7", "write GICD_IPRIORITYR10 0x2030", "compute 1M", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(List.of(40, 41), handled(run));
      long second = run.times(Fact.InterruptHandled.class, fact -> fact.intid() == 41).getFirst();
      assertTrue(second > 80 * TestRun.MICRO, () -> "preempted at " + second);
    }
  }

  @Test
  void withEoiMode1AnInterruptStaysActiveUntilItIsDeactivated() {
    String guest =
        """
        vcpus = 1, devices = ["spi 40 every 10us to 0 3 times"]
        handlers { 40 = ["write ICC_EOIR1_EL1 40"] }
        guest = ["write ICC_CTLR_EL1 2", "compute 200k", "read GICD_ISACTIVER1 as active",
          "write ICC_DIR_EL1 40", "read GICD_ISACTIVER1 as after", "compute 100k", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(0x100, reported(run, "active"));
      // The second and the third merged, and came when the first was deactivated.
      assertEquals(List.of(40, 40), handled(run));
      assertEquals(0x100, reported(run, "after"));
    }
  }

  @Test
  void theActiveStateInAnotherVcpusListRegisterIsSeen() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 every 10us to 1 1 times"]
        handlers { 40 = ["compute 200k"] }
        guest = ["compute 50k", "read GICD_ISACTIVER1 as active", "compute 500k",
          "read GICD_ISACTIVER1 as after", "off"]
        secondaries = ["compute 2M", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(0x100, reported(run, "active"));
      assertEquals(0, reported(run, "after"));
      assertEquals(List.of(40), handledBy(run, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair", "pair-with-instruction-counter"})
  void moreInterruptsThanListRegistersAreAllTaken(String preset) {
    String guest =
        """
        vcpus = 1
        guest = ["write GICD_ISENABLER1 0xff00", "write DAIF 0x80", "write GICD_ISPENDR1 0xff00",
          "write DAIF 0", "compute 100k", "read GICD_ISPENDR1 as left", "off"]
        """;
    try (TestRun run = run(preset, guest)) {
      assertEquals(
          List.of(40, 41, 42, 43, 44, 45, 46, 47), handled(run).stream().sorted().toList());
      assertEquals(0, reported(run, "left"));
      boolean room = preset.equals("pair-with-instruction-counter");
      boolean maintained =
          run.facts(Fact.HostInterrupt.class).stream()
              .anyMatch(fact -> fact.intid() == IntId.GIC_MAINTENANCE);
      assertEquals(!room, maintained);
    }
  }

  @Test
  void aDeviceThatHoldsItsLineIsHandledOncePerService() {
    String guest =
        """
        vcpus = 2
        devices = ["spi 40 level every 100us to 0 4 times", "spi 41 resampled every 70us to 1 5 times"]
        guest = [
        """
            + SLEEP
            + "]";
    try (TestRun run = run(guest)) {
      assertEquals(List.of(40, 40, 40, 40), handledBy(run, 0));
      assertEquals(List.of(41, 41, 41, 41, 41), handledBy(run, 1));
      assertEquals(9, run.facts(Fact.DeviceServed.class).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"level", "resampled"})
  void aDeviceThatIsNotServedInterruptsAgainAndAgain(String kind) {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 KIND every 10us to 0 1 times"]
        handlers { 40 = ["compute 10k"] }
        guest = ["compute 100k", "off"]
        secondaries = ["compute 200k", "mmio spi 40", "off"]
        """
            .replace("KIND", kind);
    try (TestRun run = run(guest)) {
      int times = handled(run).size();
      assertTrue(times > 5, () -> times + " times");
      long last = run.times(Fact.InterruptHandled.class, _ -> true).getLast();
      long served = run.times(Fact.DeviceServed.class, _ -> true).getFirst();
      assertTrue(last < served + 10 * TestRun.MICRO, () -> last + " after " + served);
    }
  }

  @Test
  void nothingComesWhileTheDistributorIsOff() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 every 30us to 1 3 times"]
        guest = ["write GICD_CTLR 0", "compute 200k", "write GICD_CTLR 2", "off"]
        secondaries = ["compute 180k", "read GICD_CTLR as off", "compute 100k", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(0x50, reported(run, "off"));
      assertEquals(List.of(40), handledBy(run, 1));
      long first = run.times(Fact.InterruptHandled.class, _ -> true).getFirst();
      assertTrue(first > 80 * TestRun.MICRO, () -> "taken at " + first);
    }
  }

  @Test
  void aGuestCanPollAndWriteTheRegisterThatSendsSgis() {
    String guest =
        """
        vcpus = 2
        guest = ["write ICC_SGI1R_EL1 0x5000002", "off"]
        secondaries = ["write DAIF 0x80", "compute 100k", "hvc", "read ICC_IAR1_EL1 as first",
          "write ICC_EOIR1_EL1 5", "read ICC_IAR1_EL1 as second", "off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(5, reported(run, "first"));
      assertEquals(IntId.SPURIOUS, reported(run, "second"));
    }
  }

  @Test
  void ppisAndSgisAreSetUpInTheRedistributor() {
    String guest =
        """
        vcpus = 2
        guest = ["write GICR_ICENABLER0 0x8000008", "timer 20us once", "compute 100k",
          "sgi 3 to 0", "compute 100k", "read GICR_ISPENDR0 as pending",
          "write GICR_ISENABLER0 0x8000008", "compute 100k", "read GICR_ISPENDR0 as after", "off"]
        secondaries = ["off"]
        """;
    try (TestRun run = run(guest)) {
      assertEquals(0x800_0008L, reported(run, "pending"));
      assertEquals(0, reported(run, "after"));
      assertEquals(List.of(3, 27), handled(run).stream().sorted().toList());
    }
  }
}
