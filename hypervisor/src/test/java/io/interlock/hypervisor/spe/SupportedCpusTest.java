package io.interlock.hypervisor.spe;

import static io.interlock.hypervisor.spe.SupportedCpus.Rule.AND;
import static io.interlock.hypervisor.spe.SupportedCpus.Rule.COPY;
import static io.interlock.hypervisor.spe.SupportedCpus.Rule.LAST_OF_EACH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.SupportedCpus.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SupportedCpusTest {
  private static final CpuSet ALL = CpuSet.parse("0-7");
  private static final CpuSet LITTLE = CpuSet.parse("0-3");
  private static final CpuSet BIG = CpuSet.parse("4-7");

  @ParameterizedTest
  @EnumSource(Rule.class)
  void aVmThatChoseNothingRunsAnywhere(Rule rule) {
    assertEquals(ALL, SupportedCpus.initial(rule, ALL).current());
  }

  @ParameterizedTest
  @CsvSource({"COPY, 0-3", "AND, ''", "LAST_OF_EACH, 0-3"})
  void choosingAPmuAgain(Rule rule, String expected) {
    SupportedCpus twice = pmu(pmu(SupportedCpus.initial(rule, ALL), BIG), LITTLE);
    assertEquals(CpuSet.parse(expected), twice.current());
  }

  @ParameterizedTest
  @CsvSource({"COPY, 0-7", "AND, 4-7", "LAST_OF_EACH, 4-7"})
  void aPmuOfAllCpusAfterAnSpuOfSome(Rule rule, String expected) {
    SupportedCpus both = pmu(spu(SupportedCpus.initial(rule, ALL), BIG), ALL);
    assertEquals(CpuSet.parse(expected), both.current());
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void anSpuNarrowsWhatAPmuLeft(Rule rule) {
    SupportedCpus both = spu(pmu(SupportedCpus.initial(rule, ALL), CpuSet.parse("2-7")), BIG);
    assertEquals(BIG, both.current());
  }

  @Test
  void aChoiceThatLeavesNoCpuIsRefusedOrKillsTheVm() {
    assertNull(spu(SupportedCpus.initial(LAST_OF_EACH, ALL), BIG).withPmu(LITTLE));
    assertNull(pmu(SupportedCpus.initial(LAST_OF_EACH, ALL), LITTLE).withSpu(BIG));
    assertEquals(CpuSet.empty(), pmu(spu(SupportedCpus.initial(AND, ALL), BIG), LITTLE).current());
    assertEquals(CpuSet.empty(), spu(pmu(SupportedCpus.initial(COPY, ALL), LITTLE), BIG).current());
  }

  private static SupportedCpus pmu(SupportedCpus before, CpuSet cpus) {
    SupportedCpus after = before.withPmu(cpus);
    assertNotNull(after);
    return after;
  }

  private static SupportedCpus spu(SupportedCpus before, CpuSet cpus) {
    SupportedCpus after = before.withSpu(cpus);
    assertNotNull(after);
    return after;
  }
}
