package io.interlock.hardware.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreTypeTest {
  @ParameterizedTest
  @CsvSource({
    "arm,cortex-a53,false,false",
    "arm,cortex-a57,false,false",
    "arm,cortex-a72,false,false",
    "arm,cortex-a73,false,false",
    "arm,cortex-a55,true,false",
    "arm,cortex-a76,true,false",
    "arm,neoverse-v1,true,false",
    "arm,cortex-a510,true,true",
    "arm,cortex-a710,true,true",
    "arm,neoverse-n2,true,true",
    "arm,cortex-a720,true,true"
  })
  void featuresFollowFromTheArchitecture(String maker, String core, boolean vhe, boolean fgt) {
    Architecture architecture = CoreType.named(maker + "," + core).architecture();
    assertEquals(vhe, architecture.hasVhe());
    assertEquals(fgt, architecture.hasFineGrainedTraps());
    assertFalse(architecture.hasZeroHpmn());
  }

  @ParameterizedTest
  @CsvSource({"cortex-a710,5", "cortex-x3,6", "neoverse-v1,8", "neoverse-n2,5", "neoverse-v2,8"})
  void slotsAreThoseOfTheHostTable(String core, int slots) {
    assertEquals(slots, CoreType.named("arm," + core).slots());
  }

  @Test
  void firstKnownCompatibleWins() {
    assertEquals("Cortex-A76", CoreType.of(List.of("maker,own", "arm,cortex-a76")).name());
    assertEquals(CoreType.generic(), CoreType.of(List.of("maker,own")));
    assertEquals(CoreType.generic(), CoreType.of(List.of()));
  }

  @Test
  void tableIsConsistent() {
    assertEquals(
        CoreType.known().size(),
        CoreType.known().stream().map(CoreType::compatible).distinct().count());
    for (CoreType type : CoreType.known()) {
      assertTrue(type.listRegisters() == 4 || type.listRegisters() == 16, type.name());
      assertTrue(type.eventCounters() >= 1 && type.eventCounters() <= 31, type.name());
      assertTrue(type.slots() == 0 || type.architecture().compareTo(Architecture.V8_4) >= 0);
      assertTrue(type.nominalHz() <= ClockRate.HZ_MAX, type.name());
    }
  }
}
