package io.interlock.actors.host;

import static io.interlock.actors.host.EmulatedHost.counting;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.fact.Fact;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.PmuInterrupt;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.Presets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PMUs that interrupt by shared interrupts, one for each CPU, as those of older boards do.
class MonitorSpiTest {
  private static final int FIRST = 300;

  /// The preset `dual` with SPIs in place of its PPI.
  private static HostTopology board() {
    HostTopology dual = Presets.named("dual").host();
    var interrupt =
        new PmuInterrupt.Shared(Map.of(0, FIRST, 1, FIRST + 1, 2, FIRST + 2, 3, FIRST + 3));
    List<PmuUnit> pmus =
        dual.pmus().stream()
            .map(unit -> new PmuUnit(unit.index(), unit.compatible(), interrupt, unit.cpus()))
            .toList();
    return new HostTopology(
        dual.name(), dual.pes(), dual.gic(), pmus, dual.spus(), dual.timer(), dual.notes());
  }

  /// The counter is 1,000 cycles away from its overflow.
  @ParameterizedTest
  @CsvSource({"0", "2", "3"})
  void anOverflowReachesTheGuestThroughTheDistributor(int cpu) {
    EmulatedHost host =
        EmulatedHost.of(TestHost.of(board()))
            .initialisedOn(cpu)
            .with(
                "a", counting("write PMEVCNTR0_EL0 0xfffffc18", "compute 1M", "off").on("" + cpu));
    try (TestRun run = host.run(1).finish()) {
      assertEquals(
          List.of(new Fact.HostInterrupt(cpu, FIRST + cpu)),
          run.facts(Fact.HostInterrupt.class).stream()
              .filter(fact -> fact.intid() >= FIRST)
              .toList());
      assertEquals(
          List.of(EmulatedHost.INTID),
          run.facts(Fact.InterruptHandled.class).stream()
              .map(Fact.InterruptHandled::intid)
              .toList());
    }
  }
}
