package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTopologyTest {
  private static final CoreType CORE = CoreType.named("arm,cortex-a76");

  private static ProcessingElement pe(int index) {
    return new ProcessingElement(index, index, CORE, 0, 1024, new ClockRate(CORE.nominalHz()));
  }

  private static HostTopology host(List<ProcessingElement> pes, CpuSet pmu, CpuSet spu) {
    return HostTopology.of(
        "test",
        pes,
        new InterruptController(InterruptController.Version.GICV3, 3, List.of()),
        List.of(new PmuUnit(0, "arm,armv8-pmuv3", new PmuInterrupt.Private(23), pmu)),
        List.of(new SpuUnit(0, 21, spu, SpuModel.USUAL)),
        ArchitectedTimer.usual(24_000_000),
        List.of("a remark"));
  }

  @Test
  void notesFollowTheRemarks() {
    HostTopology host = host(List.of(pe(0), pe(1)), CpuSet.of(0), CpuSet.of(1));
    assertEquals("a remark", host.notes().getFirst());
    assertTrue(host.notes().contains("CPUs 1 belong to no PMU: guest counters stand still there"));
    assertTrue(
        host.notes().contains("CPUs 0 have no SPE: a vCPU with SPE cannot be entered there"));
  }

  @Test
  void unitsCoverSomeOfTheHostsCpus() {
    CpuSet one = CpuSet.of(0);
    List<ProcessingElement> pes = List.of(pe(0));
    assertThrows(IllegalArgumentException.class, () -> host(pes, CpuSet.of(1), one));
    assertThrows(IllegalArgumentException.class, () -> host(pes, one, CpuSet.empty()));
  }

  @Test
  void cpusAreNumberedInOrderFromZero() {
    CpuSet one = CpuSet.of(0);
    assertThrows(IllegalArgumentException.class, () -> host(List.of(), one, one));
    assertThrows(IllegalArgumentException.class, () -> host(List.of(pe(1)), one, one));
  }

  @Test
  void capacityIsAtMostThatOfTheStrongest() {
    ClockRate clock = new ClockRate(1);
    assertThrows(
        IllegalArgumentException.class, () -> new ProcessingElement(0, 0, CORE, 0, 1025, clock));
    assertThrows(
        IllegalArgumentException.class, () -> new ProcessingElement(0, 0, CORE, 0, -1, clock));
  }
}
