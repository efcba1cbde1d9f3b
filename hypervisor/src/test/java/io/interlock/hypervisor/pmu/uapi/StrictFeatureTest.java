package io.interlock.hypervisor.pmu.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.pmu.PmuEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// PMMIR_EL1.SLOTS and what goes with it, without the strict feature and with it. The host's PMU 8
/// has 10 slots.
class StrictFeatureTest {

  /// The matrix: what is done, what the last request answers, and what the guest then has.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # requests                                              | answer | slots | N
          init pmu on 0                                           | 0      | 0     | 6
          init pmu on 0, pmu 8                                    | 0      | 0     | 6
          init pmu on 0, pmu 8, user-pmmir 0                      | 0      | 0     | 6
          init pmu on 0, pmu 8, user-pmmir 10                     | EINVAL | 0     | 6
          init pmu on 0, pmu 8, user-pmcr 3                       | 0      | 0     | 3
          init pmu on 0, pmu 8, user-pmcr 7                       | 0      | 0     | 6
          init strict on 0                                        | 0      | 0     | 0
          init strict on 0, user-pmcr 3                           | 0      | 0     | 0
          init strict on 0, pmu 8                                 | 0      | 10    | 6
          init strict on 2, pmu 8                                 | 0      | 10    | 6
          init strict on 0, pmu 9                                 | 0      | 4     | 4
          init strict on 0, pmu 9, pmu 8                          | 0      | 10    | 6
          init strict on 0, pmu 8, user-pmmir 10                  | 0      | 10    | 6
          init strict on 0, pmu 8, user-pmmir 0                   | 0      | 0     | 6
          init strict on 0, pmu 8, user-pmmir 0, user-pmmir 10    | EINVAL | 0     | 6
          init strict on 0, pmu 8, user-pmmir 4                   | EINVAL | 10    | 6
          init strict on 0, pmu 8, user-pmmir 0x100               | EINVAL | 10    | 6
          init strict on 0, pmu 8, user-pmmir 0x10A               | EINVAL | 10    | 6
          init strict on 0, pmu 8, user-pmcr 3                    | 0      | 10    | 6
          init strict on 0, pmu 8, counters 3                     | 0      | 10    | 3
          init strict on 0, user-pmmir 10                         | EINVAL | 0     | 0
          init strict on 0, irq 23, pmu 8, init, run, user-pmmir 10    | 0      | 10 | 6
          init strict on 0, irq 23, pmu 8, init, run, user-pmmir 0     | EBUSY  | 10 | 6
          init strict on 0, irq 23, pmu 8, init, run, user-pmmir 0x100 | EINVAL | 10 | 6
          init pmu on 0, irq 23, init, run, user-pmmir 0          | 0      | 0     | 6
          init pmu on 0, irq 23, init, run, user-pmmir 1          | EBUSY  | 0     | 6
          init pmu on 0, irq 23, init, run, user-pmcr 3           | 0      | 0     | 6
          """)
  void aCombinationHasItsOutcome(String requests, String answer, int slots, int counters) {
    PmuScenario scenario = new PmuScenario(UapiVersion.STRICT_V3, false);
    assertEquals(answer, scenario.perform(requests));
    assertEquals(slots, PmuIdentity.machine(scenario.vm()));
    assertEquals(counters, PmuIdentity.control(scenario.vm(), 0) >>> 11);
  }

  @ParameterizedTest
  @CsvSource({"STRICT_V2, 0, EINVAL", "STRICT_V3, ENXIO, EINVAL"})
  void aPmuThatWasNotChosenIsNoticed(UapiVersion uapi, String init, String run) {
    PmuScenario scenario = new PmuScenario(uapi, false);
    assertEquals(init, scenario.perform("init strict on 0, irq 23, init"));
    assertEquals(run, scenario.perform("run"));
  }

  @Test
  void aStrictVmHasNoDefault() {
    PmuScenario scenario = new PmuScenario(UapiVersion.STRICT_V3, false);
    scenario.perform("init strict on 0");
    assertNull(scenario.vm().pmu());
    assertEquals(0, scenario.vm().countersMax());
  }

  @Test
  void aStrictVmCountsStalledSlots() {
    assertTrue(offers("init strict on 0, pmu 8", PmuEvent.STALL_SLOT));
    assertTrue(offers("init strict on 0, pmu 8", PmuEvent.STALL_SLOT_BACKEND));
    assertFalse(offers("init pmu on 0, pmu 8", PmuEvent.STALL_SLOT));
    assertFalse(offers("init pmu on 0, pmu 8", PmuEvent.STALL_SLOT_FRONTEND));
    assertFalse(offers("init pmu on 0, pmu 8", PmuEvent.STALL_SLOT_BACKEND));
    assertTrue(offers("init pmu on 0, pmu 8", PmuEvent.STALL_BACKEND));
  }

  @Test
  void aFilterHidesEvents() {
    String denying = "init strict on 0, pmu 8, filter 0x11 1 deny, filter 0x3F 1 deny";
    assertFalse(offers(denying, PmuEvent.CPU_CYCLES));
    assertFalse(offers(denying, PmuEvent.STALL_SLOT));
    assertTrue(offers(denying, PmuEvent.INST_RETIRED));
    assertTrue(offers(denying, 0x4004));
    String allowing = "init strict on 0, pmu 8, filter 0x4004 1 allow";
    assertTrue(offers(allowing, 0x4004));
    assertFalse(offers(allowing, PmuEvent.INST_RETIRED));
  }

  @Test
  void chainsAreOfferedWhateverTheHardware() {
    assertFalse(PmuScenario.EVENTS.has(PmuEvent.CHAIN));
    assertTrue(offers("init pmu on 0", PmuEvent.CHAIN));
    assertTrue(offers("init pmu on 0", PmuEvent.SW_INCR));
  }

  private static boolean offers(String requests, int event) {
    PmuScenario scenario = new PmuScenario(UapiVersion.STRICT_V3, false);
    scenario.perform(requests);
    return scenario.identity().events(scenario.vm(), PmuScenario.EVENTS).has(event);
  }

  @ParameterizedTest
  @EnumSource
  void sinceTheFeatureExistsThePmmirIsListed(UapiVersion uapi) {
    PmuScenario scenario = new PmuScenario(uapi, false);
    scenario.perform("init pmu on 0");
    boolean since = uapi != UapiVersion.LINUX_6_12;
    assertEquals(since, scenario.identity().listsMachine(scenario.vm()));
    assertEquals(since, scenario.identity().machineWriteIsUndefined());
  }
}
