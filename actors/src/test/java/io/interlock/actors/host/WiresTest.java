package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiresTest {
  private static final Wires WIRES = new Wires(20, 100);

  @ParameterizedTest
  @CsvSource({
    "host/pe0, host/gicr0, 20",
    "host/gicr0, host/pe0, 20",
    "host/gicd, host/pe3, 20",
    "host/pe3, host/gicd, 20",
    "host/spu0, host/gicr2, 20",
    "host/gicr0, host/gicr1, 100",
    "host/pe0, host/pe1, 0",
    "host/pe0, host/vm-a/vcpu0, 0",
    "host/vm-a/vcpu0, host/pe0, 0",
    "host/vm-a/vcpu0, host/vm-a/vcpu1, 0",
    "host/vmm-a, host/vm-a, 0",
    "host, host/gicr0, 0",
    "host/perf, host/spu0, 0"
  })
  void onlySignalsBetweenUnitsTakeTime(String sender, String receiver, long picos) {
    assertEquals(picos, WIRES.latencyPicos(sender, receiver));
  }

  @ParameterizedTest
  @CsvSource({
    "host/vm-pe1, host/gicr0, 0",
    "host/vmm-gic, host/vm-gic, 0",
    "host/vm-gic/vcpu0, host/pe1, 0",
    "host/vm-spu0/vcpu0, host/gicr1, 0"
  })
  void namesOfMachinesAreNoUnits(String sender, String receiver, long picos) {
    assertEquals(picos, WIRES.latencyPicos(sender, receiver));
  }
}
