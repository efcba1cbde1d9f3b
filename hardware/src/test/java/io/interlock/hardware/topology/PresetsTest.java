package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PresetsTest {
  private static HostTopology host(String name) {
    return Presets.named(name).host();
  }

  @Test
  void everyPresetIsFoundByItsNameAndSaysWhatItIsFor() {
    for (Presets.Preset preset : Presets.all()) {
      assertEquals(preset, Presets.named(preset.name()));
      assertEquals(preset.name(), preset.host().name());
      assertEquals(1, preset.description().lines().count());
    }
  }

  @Test
  void unknownNameIsAnsweredWithTheNearestAndAll() {
    var fault = assertThrows(IllegalArgumentException.class, () -> Presets.named("two-spu"));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.startsWith("unknown host \"two-spu\" (did you mean two-spus?)"), message);
    Presets.all().forEach(preset -> assertTrue(message.contains(preset.name()), message));
  }

  @Test
  void everyCpuHasAPmuAndTheStrongestHasFullCapacity() {
    for (Presets.Preset preset : Presets.all()) {
      HostTopology host = preset.host();
      host.cpus().forEach(cpu -> assertNotNull(host.pmuOf(cpu), preset.name()));
      int best = host.pes().stream().mapToInt(ProcessingElement::capacity).max().orElseThrow();
      assertEquals(1024, best, preset.name());
      assertEquals(
          host.pes().size(),
          host.pes().stream().mapToLong(ProcessingElement::mpidr).distinct().count());
    }
  }

  @Test
  void speIsWhereThePresetPromisesIt() {
    assertTrue(host("no-spe-4x4").spus().isEmpty());
    assertEquals(CpuSet.range(4, 7), host("big-spe-4x4").spus().getFirst().cpus());
    assertNull(host("big-spe-4x4").spuOf(0));
    assertEquals(CpuSet.range(4, 7), host("three-clusters").spus().getFirst().cpus());
    assertEquals(CpuSet.of(2, 3), host("dual").spus().getFirst().cpus());
    assertEquals(CpuSet.range(0, 63), host("server-64").spus().getFirst().cpus());
  }

  @Test
  void twoSpusDifferInEveryTrait() {
    var spus = host("two-spus").spus();
    SpuModel little = spus.get(0).model();
    SpuModel big = spus.get(1).model();
    assertFalse(spus.get(0).cpus().intersects(spus.get(1).cpus()));
    assertNotEquals(little.version(), big.version());
    assertNotEquals(little.recordBytesMax(), big.recordBytesMax());
    assertNotEquals(little.alignmentBytes(), big.alignmentBytes());
    assertNotEquals(little.intervalMin(), big.intervalMin());
    assertNotEquals(little.counterBits(), big.counterBits());
  }

  @Test
  void threeClustersHaveThreePmus() {
    HostTopology host = host("three-clusters");
    assertEquals(3, host.clusters().size());
    assertEquals(3, host.pmus().size());
    assertTrue(host.sameCluster(4, 6));
    assertFalse(host.sameCluster(6, 7));
  }

  @Test
  void homogeneousServerHasNoPartitionsAndFullCapacityEverywhere() {
    HostTopology host = host("server-64");
    assertEquals(3, host.gic().interruptCells());
    assertTrue(host.pes().stream().allMatch(pe -> pe.capacity() == 1024));
    assertEquals(1, host.cpusByCoreType().size());
  }

  @Test
  void falseClaimOfSpeIsNoted() {
    assertTrue(
        host("spe-everywhere-claimed")
            .notes()
            .contains("SPU 0 claims CPUs 0-3, whose cores are not known to have SPE"));
  }

  @Test
  void descriptionHasALineForEachCluster() {
    assertEquals(
        """
        dual: 4 CPUs, GICv3 with 2 PPI partitions, counter 1 GHz
          cluster 0: CPUs 0-1, Cortex-A520 1.8 GHz, capacity 360, PMU 0 (PPI 23), no SPE
          cluster 1: CPUs 2-3, Cortex-A720 2.5 GHz, capacity 1024, PMU 1 (PPI 23), SPU 0 (PPI 21)
          note: CPUs 0-1 have no SPE: a vCPU with SPE cannot be entered there
        """,
        host("dual").describe());
  }
}
