package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.fact.Fact;
import io.interlock.hardware.gic.IntId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A guest that reaches for the redistributors of other vCPUs, whose frames are all in its reach.
class OtherRedistributorTest {
  @TempDir private Path folder = Path.of("");

  private GicRun run(String vm) {
    return GicRun.whole(folder, vm).isSound();
  }

  @Test
  void eachFrameNamesItsVcpu() {
    String guest =
        """
        vcpus = 18
        guest = ["read GICR_TYPER of 0 as own", "read GICR_TYPER of 1 as next",
          "read GICR+0xc of 17 as affinity", "read GICR_TYPER of 17 as last", "off"]
        secondaries = ["off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(0, run.reported("own"));
      assertEquals(0x100, run.reported("next"));
      assertEquals(0x101, run.reported("affinity"));
      assertEquals(0x1110, run.reported("last"));
    }
  }

  @Test
  void whatOneVcpuDisablesAnotherDoesNotTakeUntilItIsEnabled() {
    String guest =
        """
        vcpus = 2
        guest = ["write GICR_ICENABLER0 of 1 0x8000008", "compute 50k", "sgi 3 to 1", "compute 300k",
          "read GICR_ISPENDR0 of 1 as pending", "write GICR_ISENABLER0 of 1 0x8000008",
          "compute 100k", "read GICR_ISENABLER0 of 1 as enabled", "off"]
        secondaries = ["compute 30k", "timer 20us once", "compute 500k", "hvc", "off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(0x800_0008L, run.reported("pending"));
      assertEquals(0x880_FFFFL, run.reported("enabled") & 0x880_FFFFL);
      assertEquals(List.of(3, 27), run.handledBy(1).stream().sorted().toList());
      assertTrue(run.firstHandled(3) > 140 * TestRun.MICRO, "at " + run.firstHandled(3));
    }
  }

  @Test
  void whatOneVcpuMakesPendingWakesAnother() {
    String guest =
        """
        vcpus = 2
        guest = ["compute 100k", "write GICR_ISPENDR0 of 1 0x20", "off"]
        secondaries = ["wfi", "compute 1k", "off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(List.of(5), run.handledBy(1));
      assertEquals(2, run.run().facts(Fact.PoweredOff.class).size());
    }
  }

  /// It is in a list register of a vCPU that runs, so the VM is halted for a look at it.
  @Test
  void theActiveStateOfAnotherVcpuIsSeenAndChangedWhileTheVmIsHalted() {
    String guest =
        """
        vcpus = 2
        guest = ["compute 20k", "sgi 4 to 1", "compute 100k", "read GICR_ISACTIVER0 of 1 as active",
          "write GICR_ICACTIVER0 of 1 0x10", "read GICR_ISACTIVER0 of 1 as after",
          "read GICR_ISACTIVER0 of 0 as own", "off"]
        secondaries = ["compute 2M", "off"]
        handlers { sgi = ["compute 500k"] }
        """;
    try (GicRun run = run(guest)) {
      assertEquals(1 << 4, run.reported("active"));
      assertEquals(0, run.reported("after"));
      assertEquals(0, run.reported("own"));
      assertEquals(3, run.run().facts(Fact.VmHalted.class).size());
      assertEquals(3, run.run().facts(Fact.VmResumed.class).size());
      assertEquals(2, run.run().facts(Fact.PoweredOff.class).size());
    }
  }

  @Test
  void prioritiesOfAnotherVcpuHoldBackWhatItsMaskLetsThrough() {
    String guest =
        """
        vcpus = 2
        guest = ["write GICR_IPRIORITYR0 of 1 0xf8f8f8f8", "compute 20k", "sgi 2 to 1",
          "compute 100k", "write GICR_IPRIORITYR0 of 1 0x80808080", "sgi 2 to 1", "off"]
        secondaries = ["wfi", "off"]
        """;
    try (GicRun run = run(guest)) {
      assertEquals(List.of(2), run.handledBy(1));
      assertTrue(run.firstHandled(2) > 40 * TestRun.MICRO, "at " + run.firstHandled(2));
      assertTrue(IntId.isSgi(2));
    }
  }
}
