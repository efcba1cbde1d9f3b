package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hardware.gic.IntId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Guests of whole hosts that drive their GIC themselves.
class GicGuestTest {
  @TempDir private Path folder = Path.of("");

  private GicRun run(String vm) {
    return GicRun.whole(folder, vm);
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
    try (GicRun run = run(guest)) {
      assertEquals(0x52, run.reported("ctlr"));
      assertEquals(7 | 9 << 19, run.reported("typer"));
      assertEquals(0xAAA8_AAAAL, run.reported("icfgr"));
      assertEquals(1, run.reported("route"));
      assertEquals(0xA0, run.reported("priority"));
      assertEquals(0, run.reported("redistributor"));
      assertEquals(0xF8, run.reported("mask"));
      assertEquals(0xFF, run.reported("running"));
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
            + GicRun.SLEEP
            + "]";
    try (GicRun run = run(guest)) {
      assertEquals(0x100, run.reported("pending"));
      assertEquals(0, run.reported("after"));
      assertEquals(List.of(40), run.handled());
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
            + GicRun.SLEEP
            + "]";
    try (GicRun run = run(guest)) {
      assertEquals(List.of(), run.handledBy(0));
      assertEquals(List.of(40), run.handledBy(1));
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
    try (GicRun run = run(guest)) {
      assertEquals(List.of(40), run.handled());
      assertTrue(
          run.firstHandled(40) > 80 * TestRun.MICRO, () -> "woken at " + run.firstHandled(40));
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
    try (GicRun run = run(guest)) {
      assertEquals(List.of(40, 41, 42), run.handled());
      assertEquals(
          List.of(42, 41, 40),
          run.run().facts(Fact.InterruptEnded.class).stream()
              .map(Fact.InterruptEnded::intid)
              .toList());
      assertEquals(0x80, run.reported("low"));
      assertEquals(0x60, run.reported("middle"));
      assertEquals(0x40, run.reported("high"));
      assertEquals(0xFF, run.reported("idle"));
      assertEquals(0, run.reported("active"));
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
    try (GicRun run = run(guest)) {
      assertEquals(List.of(40, 41), run.handled());
      long second =
          run.run().times(Fact.InterruptHandled.class, fact -> fact.intid() == 41).getFirst();
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
    try (GicRun run = run(guest)) {
      assertEquals(0x100, run.reported("active"));
      // The second and the third merged, and came when the first was deactivated.
      assertEquals(List.of(40, 40), run.handled());
      assertEquals(0x100, run.reported("after"));
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
    try (GicRun run = run(guest)) {
      assertEquals(0x100, run.reported("active"));
      assertEquals(0, run.reported("after"));
      assertEquals(List.of(40), run.handledBy(1));
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
    try (GicRun run = GicRun.begun(folder, preset, guest)) {
      run.run().until(5 * TestRun.MILLI);
      assertEquals(
          List.of(40, 41, 42, 43, 44, 45, 46, 47), run.handled().stream().sorted().toList());
      assertEquals(0, run.reported("left"));
      boolean room = preset.equals("pair-with-instruction-counter");
      boolean maintained =
          run.run().facts(Fact.HostInterrupt.class).stream()
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
            + GicRun.SLEEP
            + "]";
    try (GicRun run = run(guest)) {
      assertEquals(List.of(40, 40, 40, 40), run.handledBy(0));
      assertEquals(List.of(41, 41, 41, 41, 41), run.handledBy(1));
      assertEquals(9, run.run().facts(Fact.DeviceServed.class).size());
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
    try (GicRun run = run(guest)) {
      int times = run.handled().size();
      assertTrue(times > 5, () -> times + " times");
      long last = run.run().times(Fact.InterruptHandled.class, _ -> true).getLast();
      long served = run.run().times(Fact.DeviceServed.class, _ -> true).getFirst();
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
    try (GicRun run = run(guest)) {
      assertEquals(0x50, run.reported("off"));
      assertEquals(List.of(40), run.handledBy(1));
      long first = run.run().times(Fact.InterruptHandled.class, _ -> true).getFirst();
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
    try (GicRun run = run(guest)) {
      assertEquals(5, run.reported("first"));
      assertEquals(IntId.SPURIOUS, run.reported("second"));
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
    try (GicRun run = run(guest)) {
      assertEquals(0x800_0008L, run.reported("pending"));
      assertEquals(0, run.reported("after"));
      assertEquals(List.of(3, 27), run.handled().stream().sorted().toList());
    }
  }
}
