package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyMonitor;
import io.interlock.engine.explore.Monitor;
import io.interlock.hypervisor.uapi.Errno;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls that a VMM makes about the GIC of a VM of a whole host.
class UserGicCallsTest {
  private static final String SLEEPERS = "vcpus = 2, guest = [" + GicRun.SLEEP + "]";

  @TempDir private Path folder = Path.of("");

  private GicRun run(String vm, String... actions) {
    String list = "[\"" + String.join("\", \"", actions) + "\"]";
    return GicRun.whole(folder, vm, list).isSound();
  }

  @ParameterizedTest
  @CsvSource({
    "CPU 0 0 1, ENXIO",
    "PPI 2 20 1, EINVAL",
    "PPI 511 20 1, EINVAL",
    "PPI 0 15 1, EINVAL",
    "PPI 0 32 1, EINVAL",
    "SPI 31 1, EINVAL",
    "SPI 256 1, EINVAL",
    "SPI 1020 1, EINVAL",
    "SPI 0xffffffff 1, EINVAL"
  })
  void irqLineIsRefusedAsInKvm(String line, Errno error) {
    try (GicRun run = run(SLEEPERS, "a: KVM_IRQ_LINE " + line + " at 1ms")) {
      assertEquals(List.of((long) error.result()), run.results());
      assertEquals(List.of(), run.handled());
    }
  }

  @Test
  void aPpiIsHighUntilUserSpaceLowersIt() {
    String guest =
        """
        vcpus = 2, guest = ["write GICR_ISENABLER0 0x100000", "compute 1M", "hvc", "off"]
        handlers { device = ["compute 20k"] }
        """;
    try (GicRun run =
        run(
            guest,
            "a: KVM_IRQ_LINE PPI 1 20 1 at 100us",
            "a: KVM_IRQ_LINE PPI 1 20 1 at 110us",
            "a: KVM_IRQ_LINE PPI 1 20 0 at 150us")) {
      assertEquals(List.of(0L, 0L, 0L), run.results());
      assertEquals(List.of(), run.handledBy(0));
      assertTrue(run.handledBy(1).size() > 2, () -> run.handledBy(1) + " times");
      long last = run.run().times(Fact.InterruptHandled.class, _ -> true).getLast();
      assertTrue(last < 165 * TestRun.MICRO, "at " + last);
    }
  }

  /// It belongs to a device in the kernel.
  @Test
  void aPpiOfTheTimerStaysAsItIsAndThatIsNoError() {
    try (GicRun run = run(SLEEPERS, "a: KVM_IRQ_LINE PPI 0 27 1 at 1ms")) {
      assertEquals(List.of(0L), run.results());
      assertEquals(List.of(), run.handled());
    }
  }

  @Test
  void anSpiIsAnEdgeUnlessTheGuestSaysOtherwise() {
    String guest =
        """
        vcpus = 2, guest = ["write GICD_ISENABLER1 0x100", "write GICD_IROUTER40 1", "compute 2M",
          "hvc", "off"]
        """;
    try (GicRun run =
        run(
            guest,
            "a: KVM_IRQ_LINE SPI 40 1 at 100us",
            "a: KVM_IRQ_LINE SPI 40 0 at 120us",
            "a: KVM_IRQ_LINE SPI 40 1 at 200us")) {
      assertEquals(List.of(40, 40), run.handledBy(1));
    }
  }

  /// The interrupt may be in a list register by then, and the vCPU be on its way into the guest.
  @Test
  void aLineThatFallsWhileTheGuestIsBeingEnteredIsNoReproach() {
    String guest =
        """
        vcpus = 1, guest = ["write GICD_ISENABLER1 0x10000000", "write GICD_IPRIORITYR15 0xa0",
          "write GICD_ICFGR3 0", "forever {", "compute 5k", "}"]
        """;
    String lines = "[\"a: KVM_IRQ_LINE SPI 60 1 at 10us\", \"a: KVM_IRQ_LINE SPI 60 0 at 20us\"]";
    HostPlan plan = GicRun.plan(folder, "preset = pair, actions = " + lines, guest);
    Supplier<List<Monitor>> once =
        () -> List.of(new PropertyMonitor(Properties.INTERRUPT_EXACTLY_ONCE.create().getFirst()));
    assertEquals(Set.of(), new SampledOrders(plan, 20 * TestRun.MICRO, 1_000, 8).broken(500, once));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET_DEVICE_ATTR gic DIST_REGS GICD_CTLR",
        "SET_DEVICE_ATTR gic DIST_REGS GICD_ISENABLER1 1",
        "GET_DEVICE_ATTR gic REDIST_REGS 1 GICR_ISPENDR0",
        "SET_DEVICE_ATTR gic CPU_SYSREGS 0 ICC_PMR_EL1 0x80",
        "GET_DEVICE_ATTR gic LEVEL_INFO 0 32"
      })
  void registersAreOutOfReachWhileAVcpuIsInKvmRun(String call) {
    String guest = "vcpus = 2, guest = [\"compute 200G\"]";
    String sleeping = "vcpus = 2, guest = [" + GicRun.SLEEP + "]";
    for (String vm : List.of(guest, sleeping)) {
      try (GicRun run = run(vm, "a: KVM_" + call + " at 1ms")) {
        assertEquals(List.of((long) Errno.EBUSY.result()), run.results());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HAS_DEVICE_ATTR gic DIST_REGS GICD_CTLR, 0",
    "HAS_DEVICE_ATTR gic DIST_REGS GICD_ISENABLER8, -6",
    "GET_DEVICE_ATTR gic NR_IRQS, 256",
    "SET_DEVICE_ATTR gic NR_IRQS 128, -16",
    "SET_DEVICE_ATTR gic CTRL INIT, 0",
    "SET_DEVICE_ATTR gic ADDR DIST 0x10000, -17",
    "GET_DEVICE_ATTR gic REDIST_REGS 2 GICR_CTLR, -22",
    "SET_DEVICE_ATTR gic DIST_REGS GICD_CTLR NULL, -14"
  })
  void whatNeedsNoVcpuIsAnsweredWhileTheyRun(String call, long result) {
    try (GicRun run = run(SLEEPERS, "a: KVM_" + call + " at 1ms")) {
      assertEquals(List.of(result), run.results());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DIST_REGS GICD_CTLR, 0x52",
    "DIST_REGS GICD_TYPER, 0x480007",
    "DIST_REGS GICD_ISENABLER8, -6",
    "REDIST_REGS 1 GICR_TYPER, 0x110",
    "REDIST_REGS 1 GICR_ISENABLER0, 0x4880ffff",
    "REDIST_REGS 1 GICR+0x20, -6",
    "CPU_SYSREGS 0 ICC_PMR_EL1, 0xf8",
    "CPU_SYSREGS 0 0x1234, -6",
    "LEVEL_INFO 0 32, 0",
    "LEVEL_INFO 0 40, -22"
  })
  void whenAllStandUserSpaceReadsWhatTheGuestHas(String attribute, String result) {
    try (GicRun run =
        run(
            SLEEPERS,
            "pause a at 500us",
            "a: KVM_GET_DEVICE_ATTR gic " + attribute + " at 1ms",
            "continue a at 2ms")) {
      assertEquals(List.of(Long.decode(result)), run.results());
    }
  }

  @Test
  void whatUserSpaceWritesTheGuestFindsWhenItGoesOn() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 every 1h to 0"]
        guest = ["wfi", "read ICC_PMR_EL1 as mask", "read GICD_IPRIORITYR10 as priority", "off"]
        secondaries = ["forever {", "wfi", "}"]
        """;
    try (GicRun run =
        run(
            guest,
            "pause a at 500us",
            "a: KVM_SET_DEVICE_ATTR gic CPU_SYSREGS 0 ICC_PMR_EL1 0xe0 at 1ms",
            "a: KVM_SET_DEVICE_ATTR gic DIST_REGS GICD_IPRIORITYR10 0x60 at 1ms",
            "a: KVM_SET_DEVICE_ATTR gic DIST_REGS GICD_ISPENDR1 0x100 at 1ms",
            "a: KVM_SET_DEVICE_ATTR gic REDIST_REGS 1 GICR_ISPENDR0 0x8 at 1ms",
            "a: KVM_GET_DEVICE_ATTR gic DIST_REGS GICD_ISPENDR1 at 1100us",
            "continue a at 2ms")) {
      assertEquals(List.of(0L, 0L, 0L, 0L, 0x100L), run.results());
      assertEquals(List.of(40), run.handledBy(0));
      assertEquals(List.of(3), run.handledBy(1));
      assertTrue(run.firstHandled(40) > 2000 * TestRun.MICRO, "at " + run.firstHandled(40));
      assertEquals(0xE0, run.reported("mask"));
      assertEquals(0x60, run.reported("priority"));
    }
  }

  /// A zero in ISPENDR takes back what is pending, and one in LEVEL_INFO what a line says.
  @ParameterizedTest
  @CsvSource({"'', DIST_REGS GICD_ISPENDR1", "level, LEVEL_INFO 0 32"})
  void whatIsPendingOnAListIsSeenAndTakenBack(String kind, String attribute) {
    String guest =
        """
        vcpus = 1, devices = ["spi 40 KIND every 100us to 0 1 times"]
        guest = ["write DAIF 0x80", "compute 200G"]
        """
            .replace(" KIND", kind.isEmpty() ? "" : " " + kind);
    try (GicRun run =
        run(
            guest,
            "pause a at 500us",
            "a: KVM_GET_DEVICE_ATTR gic " + attribute + " at 1ms",
            "a: KVM_SET_DEVICE_ATTR gic " + attribute + " 0 at 1ms",
            "a: KVM_GET_DEVICE_ATTR gic " + attribute + " at 1ms")) {
      assertEquals(List.of(0x100L, 0L, 0L), run.results());
    }
  }

  @Test
  void whileUserSpaceKeepsThemOutNoVcpuRuns() {
    String guest = "vcpus = 2, guest = [\"timer 100us\", \"forever {\", \"compute 10k\", \"}\"]";
    try (GicRun run = run(guest, "pause a at 1ms", "continue a at 3ms")) {
      for (long entered : run.run().times(Fact.GuestEntered.class, _ -> true)) {
        long micros = entered / TestRun.MICRO;
        assertTrue(micros < 1020 || micros >= 3000, "entered at " + micros + " us");
      }
      assertTrue(
          run.run().times(Fact.InterruptHandled.class, _ -> true).getLast() > 4 * TestRun.MILLI);
    }
  }

  @Test
  void whatIsDoneToAVcpuThatIsKeptOutIsDoneAtOnce() {
    String guest = "vcpus = 1, guest = [\"x0 as begins\", \"compute 200G\"]";
    try (GicRun run = run(guest, "pause a at 1ms", "reset a.0 at 2ms", "continue a at 3ms")) {
      assertEquals(2, run.run().facts(Fact.Reported.class).size());
      assertEquals(2, run.run().times(Fact.BegunAnew.class, _ -> true).getFirst() / TestRun.MILLI);
    }
  }
}
