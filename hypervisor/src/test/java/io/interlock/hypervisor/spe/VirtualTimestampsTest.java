package io.interlock.hypervisor.spe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.hypervisor.spe.VirtualTimestamps.Rule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualTimestampsTest {
  private static final long PHYSICAL = 0x40;

  // Whether the threads that run two vCPUs for the first time may look at the whole machine.
  @ParameterizedTest
  @CsvSource({
    "ANY_FIRST_RUN, false, false, false",
    "ANY_FIRST_RUN, false, true, true",
    "ANY_FIRST_RUN, true, false, true",
    "FIRST_TO_RUN, false, true, false",
    "FIRST_TO_RUN, true, false, true"
  })
  void whoMayDecide(Rule rule, boolean first, boolean second, boolean physical) {
    long control =
        VirtualTimestamps.undecided(rule).afterFirstRun(first).afterFirstRun(second).control();
    assertEquals(physical ? PHYSICAL : 0, control);
  }
}
