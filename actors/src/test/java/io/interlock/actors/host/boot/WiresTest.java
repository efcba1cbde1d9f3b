package io.interlock.actors.host.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.Presets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiresTest {
  /// Two clusters: PEs 0 and 1, and PEs 2 and 3.
  private static final HostTopology DUAL = Presets.named("dual").host();

  /// Wires of PE n cost n more than 20, 40, 100, 60 and 23 picoseconds.
  private static final Wires WIRES = new Wires(DUAL, costs());

  private static List<CostTable> costs() {
    List<CostTable> costs = new ArrayList<>();
    for (int pe = 0; pe < 4; pe++) {
      costs.add(
          CostTable.defaults()
              .withOverride(Cost.WIRE_REDISTRIBUTOR.key(), 20 + pe)
              .withOverride(Cost.WIRE_SAME_CLUSTER.key(), 40 + pe)
              .withOverride(Cost.WIRE_OTHER_CLUSTER.key(), 100 + pe)
              .withOverride(Cost.WIRE_DISTRIBUTOR.key(), 60 + pe)
              .withOverride(Cost.WIRE_SPU.key(), 23 + pe));
    }
    return costs;
  }

  @ParameterizedTest
  @CsvSource({
    "pe3,   gicr3, 23",
    "gicr3, pe3,   23",
    "gicr2, gicr3, 42",
    "gicr3, gicr2, 43",
    "gicr0, gicr3, 100",
    "gicr3, gicr0, 103",
    "gicr1, gicr1, 0",
    "gicd,  gicr2, 62",
    "gicr2, gicd,  62",
    "gicd,  pe2,   84",
    "pe2,   gicd,  84",
    "spu0,  gicr2, 25",
  })
  void signalsTravelAsFarAsTheTopologySays(String from, String to, long picos) {
    assertEquals(picos, WIRES.latencyPicos("host/" + from, "host/" + to));
  }

  @ParameterizedTest
  @CsvSource({
    "host/pe0,  host/pe1",
    "host,      host/pe0",
    "host,      host/gicd",
    "host,      host/gicr0",
    "host/perf, host/spu0",
    "host/vmm-gicr0, host/pe0",
    "host/vm-pe1/vcpu0, host/pe1",
    "host/pe1,  host/vm-pe1/vcpu0",
    "outside,   host/gicd",
  })
  void softwareTellsSoftwareAtOnce(String from, String to) {
    assertEquals(0, WIRES.latencyPicos(from, to));
  }

  @Test
  void clustersOfTheExampleAreAsThisTestSays() {
    assertEquals(List.of(true, false), List.of(DUAL.sameCluster(2, 3), DUAL.sameCluster(1, 2)));
  }
}
