package io.interlock.hypervisor.pmu.uapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.uapi.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every error of the attribute group, in its order: where two apply, the first is the answer.
class PmuAttributesTest {

  /// Requests, and the answer to the last.
  private static final String REQUESTS =
      """
      # Common to all: a PMU, and not initialised yet.
      init none on 0, irq 23                                       | ENODEV
      init none on 0, attribute 77                                 | ENODEV
      init none on 0, pmu 77                                       | ENODEV
      init pmu on 0, irq 23, init, irq 23                          | EBUSY
      init pmu on 0, irq 23, init, attribute 77                    | EBUSY
      init pmu on 0, irq 23, init, filter ?                        | EBUSY
      init pmu on 0, attribute 77                                  | ENXIO
      # The interrupt.
      init pmu on 0, irq 23                                        | 0
      init pmu on 0, user-irqchip, irq ?                           | EINVAL
      init pmu on 0, user-irqchip, irq 23                          | EINVAL
      init pmu on 0, irq ?                                         | EFAULT
      init pmu on 0, irq 15                                        | EINVAL
      init pmu on 0, irq 1020                                      | EINVAL
      init pmu on 0, irq 1019                                      | 0
      init pmu on 0, irq 23, vcpu1 irq 24                          | EINVAL
      init pmu on 0, irq 23, vcpu1 irq 23                          | 0
      init pmu on 0, irq 40, vcpu1 irq 40                          | EINVAL
      init pmu on 0, irq 40, vcpu1 irq 41                          | 0
      init pmu on 0, irq 23, vcpu1 irq 40                          | 0
      init pmu on 0, irq 40, vcpu1 irq 23                          | EINVAL
      init pmu on 0, irq 23, irq 23                                | EBUSY
      init pmu on 0, irq 23, irq 24                                | EINVAL
      init pmu on 0, gicv5, irq 24                                 | EINVAL
      init pmu on 0, gicv5, irq 23                                 | 0
      # Reading it.
      init none on 0, user-irqchip, get-irq                        | EINVAL
      init none on 0, get-irq                                      | ENODEV
      init pmu on 0, get-irq                                       | ENXIO
      init pmu on 0, irq 23, get-irq                               | 23
      # Initialisation.
      init pmu on 0, irq 23, init                                  | 0
      init pmu on 0, vgic-uninitialized, init                      | ENODEV
      init pmu on 0, init                                          | ENXIO
      init pmu on 0, gicv5, init                                   | 0
      init pmu on 0, gicv5, init, get-irq                          | 23
      init pmu on 0, irq 23, taken 23, init                        | EEXIST
      init pmu on 0, user-irqchip, init                            | 0
      init strict on 0, init                                       | ENXIO
      init strict on 0, irq 23, init                               | ENXIO
      init strict on 0, irq 23, taken 23, init                     | EEXIST
      init strict on 0, irq 23, pmu 8, init                        | 0
      # The filter.
      init pmu on 0, filter 0x11 1 deny                            | 0
      init pmu on 0, filter ?                                      | EFAULT
      init pmu on 0, filter 0xFFFF 2 deny                          | EINVAL
      init pmu on 0, filter 0xFFFF 1 deny                          | 0
      init pmu on 0, filter 0 1 2                                  | EINVAL
      init pmu on 0, irq 23, init, run, vcpu1 filter 0 1 deny      | EBUSY
      init pmu on 0, irq 23, init, run, vcpu1 filter 0 1 2         | EINVAL
      # The choice of the PMU.
      init pmu on 0, pmu 9                                         | 0
      init pmu on 0, pmu ?                                         | EFAULT
      init pmu on 0, pmu 7                                         | ENXIO
      init pmu on 0, irq 23, init, run, vcpu1 pmu 7                | ENXIO
      init pmu on 0, irq 23, init, run, vcpu1 pmu 8                | EBUSY
      init pmu on 0, filter 0 1 deny, pmu 9                        | EBUSY
      init pmu on 0, filter 0 1 deny, pmu 8                        | 0
      init strict on 0, filter 0 1 deny, pmu 8                     | EBUSY
      # The number of counters.
      init pmu on 0, counters 6                                    | 0
      init pmu on 0, counters ?                                    | EFAULT
      init pmu on 0, counters 7                                    | EINVAL
      init strict on 0, counters 0                                 | EINVAL
      init strict on 0, pmu 9, counters 4                          | 0
      init strict on 0, pmu 9, counters 5                          | EINVAL
      # The partition.
      init pmu on 0, partition                                     | 0
      init pmu on 0, partition ?                                   | EFAULT
      init pmu on 2, partition                                     | EPERM
      init strict on 0, partition                                  | EPERM
      init pmu on 0, irq 23, init, run, vcpu1 partition            | EBUSY
      init pmu on 0, partition, counters 5                         | EINVAL
      # What there is.
      init pmu on 0, has 0                                         | 0
      init pmu on 0, has 4                                         | 0
      init pmu on 0, has 77                                        | ENXIO
      init none on 0, has 0                                        | ENXIO
      """;

  private static String answer(UapiVersion uapi, String requests) {
    return new PmuScenario(uapi, false).perform(requests);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = REQUESTS)
  void isAnswered(String requests, String expected) {
    assertEquals(expected, answer(UapiVersion.STRICT_V3, requests));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          init pmu on 0, counters 2                                    | ENXIO
          init pmu on 0, has 4                                         | ENXIO
          init strict on 0                                             | ENOENT
          init pmu on 0, user-pmmir 0                                  | ENOENT
          """)
  void linux612HasLess(String requests, String expected) {
    assertEquals(expected, answer(UapiVersion.LINUX_6_12, requests));
  }

  /// The series that leaves counters to guests stands beside the strict feature.
  @Test
  void aDriverThatLeavesCountersToGuestsBringsTheAttribute() {
    assertEquals("0", answer(UapiVersion.LINUX_6_12, "init pmu on 0, partition"));
  }

  @ParameterizedTest
  @CsvSource({
    "'init pmu on 0, pmu 8, partition, counters 0', EINVAL",
    "'init pmu on 0, pmu 8, partition, counters 1', 0",
    "'init pmu on 0, pmu 8, partition, counters 4', 0",
    "'init pmu on 0, pmu 8, partition, counters 5', EINVAL"
  })
  void aGuestHasAtLeastOneCounterOfItsOwnWhereHpmnCannotBeZero(String requests, String expected) {
    assertEquals(expected, answer(UapiVersion.STRICT_V3, requests));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          init pmu on 0, irq 23, init, run                             | 0
          init none on 0, run                                          | 0
          init pmu on 0, run                                           | EINVAL
          init pmu on 0, irq 23, run                                   | EINVAL
          init pmu on 0, irq 95, init, run                             | 0
          init pmu on 0, irq 96, init, run                             | EINVAL
          init pmu on 0, user-irqchip, init, run                       | 0
          init pmu on 0, irq 23, user-irqchip, init, run               | EINVAL
          """)
  void theFirstRunIsAnswered(String requests, String expected) {
    assertEquals(expected, answer(UapiVersion.STRICT_V3, requests));
  }

  @Test
  void theFirstRangeOfAFilterDecidesAboutAllOtherEvents() {
    PmuScenario allowing = new PmuScenario(UapiVersion.STRICT_V3, false);
    allowing.perform("init pmu on 0, filter 0x11 1 allow, filter 0x8 1 allow");
    assertTrue(allowing.vm().allows(0x11));
    assertTrue(allowing.vm().allows(0x8));
    assertFalse(allowing.vm().allows(0x13));
    PmuScenario denying = new PmuScenario(UapiVersion.STRICT_V3, false);
    denying.perform("init pmu on 0, filter 0x10 4 deny, filter 0x11 1 allow");
    assertTrue(denying.vm().allows(0x11));
    assertFalse(denying.vm().allows(0x13));
    assertTrue(denying.vm().allows(0x8));
  }

  @Test
  void theChoiceOfAPmuResetsTheNumberOfCounters() {
    PmuScenario scenario = new PmuScenario(UapiVersion.STRICT_V3, false);
    scenario.perform("init pmu on 0, counters 2");
    assertEquals(2, scenario.vm().counters());
    scenario.perform("pmu 8");
    assertEquals(6, scenario.vm().counters());
  }

  @Test
  void aPartitionClampsTheNumberOfCounters() {
    PmuScenario scenario = new PmuScenario(UapiVersion.STRICT_V3, false);
    scenario.perform("init pmu on 0, partition");
    assertEquals(4, scenario.vm().counters());
    scenario.perform("counters 1");
    assertEquals(1, scenario.vm().counters());
  }

  @Test
  void theChoiceOfAPmuNarrowsWhereVcpusRun() {
    PmuScenario scenario = new PmuScenario(UapiVersion.LINUX_6_12, false);
    scenario.perform("init pmu on 0, pmu 8");
    assertEquals(CpuSet.of(0, 1), scenario.vm().supportedCpus());
    scenario.perform("pmu 9");
    assertEquals(CpuSet.of(2, 3), scenario.vm().supportedCpus());
  }

  @Test
  void choicesThatIntersectCanLeaveNoCpu() {
    PmuScenario scenario = new PmuScenario(UapiVersion.LINUX_6_12, true);
    assertEquals("0", scenario.perform("init pmu on 0, pmu 8, pmu 9"));
    assertTrue(scenario.vm().supportedCpus().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "3, 9"})
  void theDefaultPmuIsThatOfTheCpuWhichInitialises(int cpu, int pmu) {
    PmuScenario scenario = new PmuScenario(UapiVersion.LINUX_6_12, false);
    scenario.perform("init pmu on " + cpu + ", init pmu on " + (3 - cpu));
    var chosen = scenario.vm().pmu();
    assertEquals(pmu, chosen == null ? 0 : chosen.id());
    assertEquals(CpuSet.range(0, 3), scenario.vm().supportedCpus());
    assertTrue(scenario.vm().countsOn(cpu));
    assertFalse(scenario.vm().countsOn(3 - cpu));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          init pmu on 7                        | ENODEV
          init pmu on 0, init none on 0        | EINVAL
          init pmu on 0, init strict on 0      | EINVAL
          init pmu on 0, init pmu on 2         | 0
          init strict-only on 0                | EINVAL
          """)
  void initialisationIsAnswered(String requests, String expected) {
    assertEquals(expected, answer(UapiVersion.STRICT_V3, requests));
  }

  @Test
  void withoutAPmuOnEveryCpuGuestsHaveNone() {
    PmuHost whole = PmuScenario.host(UapiVersion.STRICT_V3, false);
    PmuHost partly =
        new PmuHost(UapiVersion.STRICT_V3, whole.pmus().subList(0, 1), whole.cpus(), false);
    VmPmu vm = VmPmu.created(partly, 1);
    for (PmuFeatures features : new PmuFeatures[] {PmuFeatures.PMU_V3, PmuFeatures.STRICT}) {
      assertEquals(
          Errno.EINVAL.result(), PmuLifecycle.initialise(partly, vm, features, 0).result());
    }
    assertEquals(0, PmuLifecycle.initialise(partly, vm, PmuFeatures.NONE, 0).result());
  }

  @Test
  void onTheOldestPmuEventsHaveTenBits() {
    PmuHost old =
        new PmuHost(
            UapiVersion.LINUX_6_12,
            java.util.List.of(
                new HostPmu(
                    8,
                    io.interlock.hardware.pmu.PmuModel.plain(
                        6, io.interlock.hardware.pmu.PmuVersion.V3),
                    CpuSet.of(0),
                    0)),
            CpuSet.of(0),
            false);
    VmPmu vm = PmuLifecycle.initialise(old, VmPmu.created(old, 1), PmuFeatures.PMU_V3, 0).vm();
    PmuAttributes attributes = new PmuAttributes(old, VmFacts.usual());
    assertEquals(0, attributes.set(vm, 0, new PmuAttribute.Filter(0x3FF, 1, 0)).result());
    assertEquals(
        Errno.EINVAL.result(),
        attributes.set(vm, 0, new PmuAttribute.Filter(0x400, 1, 0)).result());
  }
}
