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

/// Guests that find their GIC as KVM makes it (`vgic_init`, `vgic_v3_enable`).
class GicAsResetTest {
  private static final String BOOT =
      """
      "write GICR_WAKER 0", "write GICD_CTLR 0x12", "write GICR_IGROUPR0 0xffffffff",
      "write GICR_IPRIORITYR6 0xa0a0a0a0", "write GICR_ISENABLER0 0x8000000",
      "write ICC_SRE_EL1 7", "write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1",
      """;

  @TempDir private Path folder = Path.of("");

  private GicRun run(String vm) {
    return GicRun.whole(folder, "gic = as-reset, " + vm).isSound();
  }

  @Test
  void theRegistersReadAsAfterReset() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 level every 1ms to 0 0 times"]
        guest = ["read GICD_CTLR as ctlr", "read GICD_ISENABLER1 as spis", "read GICD_ICFGR2 as edge",
          "read GICD_IPRIORITYR10 as priority", "read GICD_IGROUPR1 as group", "read GICR_WAKER as waker",
          "read GICR_ISENABLER0 as privates", "read GICR_IPRIORITYR0 as private-priority",
          "read GICR_IGROUPR0 as private-group", "read GICR_ICFGR0 as sgi-edge",
          "read GICR_ICFGR1 as ppi-level", "read ICC_PMR_EL1 as mask", "read ICC_IGRPEN1_EL1 as enable",
          "read ICC_BPR1_EL1 as point", "read ICC_CTLR_EL1 as control", "off"]
        secondaries = ["off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(0x50, run.reported("ctlr"));
      assertEquals(0xFFFF, run.reported("privates"));
      assertEquals(0xFFFF_FFFFL, run.reported("private-group"));
      assertEquals(0xFFFF_FFFFL, run.reported("group"));
      assertEquals(0xAAAA_AAAAL, run.reported("sgi-edge"));
      assertEquals(0xAAAA_AAAAL, run.reported("edge"));
      assertEquals(0x400, run.reported("control"));
      for (String zero :
          List.of(
              "spis",
              "priority",
              "waker",
              "private-priority",
              "ppi-level",
              "mask",
              "enable",
              "point")) {
        assertEquals(0, run.reported(zero), zero);
      }
    }
  }

  private static String timer(String boot) {
    return "vcpus = 1, guest = [" + boot + "\"timer 50us once\", \"compute 1M\", \"hvc\", \"off\"]";
  }

  @Test
  void aGuestThatSetsItUpGetsItsTimer() {
    try (GicRun run = run(timer(BOOT))) {
      assertEquals(List.of(IntId.VIRTUAL_TIMER), run.handled());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"write GICD_CTLR 0x12\",",
        "\"write GICR_ISENABLER0 0x8000000\",",
        "\"write ICC_PMR_EL1 0xf0\",",
        "\"write ICC_IGRPEN1_EL1 1\","
      })
  void withoutOneOfTheStepsNothingComes(String step) {
    try (GicRun run = run(timer(BOOT.replace(step, "")))) {
      assertEquals(List.of(), run.handled());
    }
  }

  @Test
  void anSpiComesWhenItsGuestHasEnabledAndRoutedIt() {
    String guest =
        """
        vcpus = 2, devices = ["spi 40 level every 100us to 0 3 times"]
        guest = ["write GICD_CTLR 2", "write GICD_IPRIORITYR10 0xa0", "write GICD_ICFGR2 0",
          "write GICD_IROUTER40 1", "compute 100k", "write GICD_ISENABLER1 0x100", "off"]
        secondaries = ["write ICC_PMR_EL1 0xf0", "write ICC_IGRPEN1_EL1 1",
        """
            + GicRun.SLEEP
            + "]";
    try (GicRun run = run(guest)) {
      assertEquals(List.of(40, 40, 40), run.handledBy(1));
      assertEquals(List.of(), run.handledBy(0));
    }
  }

  @Test
  void aVcpuThatIsTurnedOnKeepsWhatItsGicIsLike() {
    String guest =
        """
        vcpus = 2, start = first
        guest = ["write GICD_CTLR 2", "psci cpu-on 1 0 0", "compute 300k", "psci cpu-on 1 0 1",
          "compute 300k", "off"]
        secondaries = ["read ICC_PMR_EL1 as mask", "read GICR_IPRIORITYR0 as priority",
          "write ICC_PMR_EL1 0x80", "write GICR_IPRIORITYR0 0x20", "psci cpu-off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(0x80, run.reported("mask"));
      assertEquals(0x20, run.reported("priority"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"as-reset", "set-up"})
  void userSpaceResetsItsPartOfTheGicWithAVcpu(String gic) {
    String guest =
        """
        vcpus = 1, gic = START
        guest = ["read ICC_PMR_EL1 as mask", "read GICR_IPRIORITYR0 as priority",
          "write ICC_PMR_EL1 0x80", "write GICR_IPRIORITYR0 0x20202020", "compute 100G"]
        """
            .replace("START", gic);
    try (GicRun run = GicRun.whole(folder, guest, "[\"reset a.0 at 1ms\"]").isSound()) {
      boolean setUp = gic.equals("set-up");
      assertEquals(setUp ? 2L * 0xF8 : 0, run.reported("mask"));
      assertEquals(setUp ? 2 * 0xA0A0_A0A0L : 0, run.reported("priority"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"as-reset", "set-up"})
  void aSystemResetGivesTheDistributorItsFirstStateToo(String gic) {
    String guest =
        """
        vcpus = 1, gic = START, devices = ["spi 40 level every 300us to 0 1 times"]
        handlers { 40 = ["compute 1k"] }
        guest = ["read GICD_CTLR as ctlr", "read GICD_ISENABLER1 as spis",
          "read GICD_IPRIORITYR10 as priority", "read GICD_ISPENDR1 as pending",
          "write GICD_IPRIORITYR10 0x40", "write GICD_ISENABLER1 0x300", "write GICD_CTLR 0",
          "compute 3M", "psci system-reset"]
        """
            .replace("START", gic);
    try (GicRun run = GicRun.whole(folder, guest)) {
      long times = run.run().facts(Fact.BegunAnew.class).size() + 1L;
      boolean setUp = gic.equals("set-up");
      assertEquals(times * (setUp ? 0x52 : 0x50), run.reported("ctlr"));
      assertEquals(times * (setUp ? 0x100 : 0), run.reported("spis"));
      assertEquals(times * (setUp ? 0xA0 : 0), run.reported("priority"));
      assertEquals(0, run.reported("pending"));
      assertTrue(times > 2, () -> times + " times");
    }
  }
}
