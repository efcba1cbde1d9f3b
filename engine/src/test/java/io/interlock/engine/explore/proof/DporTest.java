package io.interlock.engine.explore.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DporTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 2, true, 24", "1, 1, 6, true, 112", "2, 2, 2, true, 1152", "2, 2, 6, true, 25088",
    "1, 1, 2, false, 24", "1, 1, 6, false, 112", "2, 2, 2, false, 1152", "2, 2, 6, false, 25088"
  })
  void runsAsManyExecutionsAsConcuerror(
      int vcpus, int pcpus, int registers, boolean snapshots, int executions) {
    var world = new MigrationModel(new MigrationSetup(vcpus, pcpus, 1, 1, registers, Race.NONE));
    var options = new DporOptions(true, snapshots, Long.MAX_VALUE, 1_000);
    DporResult result = new Dpor(world, options).run(Progress.NONE);
    assertEquals(List.of(), result.findings());
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(executions, result.executions());
    assertEquals(0, result.blocked());
  }
}
