package io.interlock.engine.explore.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatefulSearchTest {
  private static StatefulResult search(
      MigrationSetup setup, boolean ample, boolean sleep, boolean wide) {
    var options =
        new StatefulOptions(true, ample, sleep, wide, Long.MAX_VALUE, 10_000, Long.MAX_VALUE);
    return new StatefulSearch(new MigrationModel(setup), options).run(Progress.NONE);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 9369, 30654", "3, 2, 32187, 105514"})
  void seesTheStatesAndTransitionsThatSpinSees(int vcpus, int pcpus, int states, int transitions) {
    StatefulResult result = search(MigrationSetup.of(vcpus, pcpus), false, false, false);
    assertEquals(List.of(), result.findings());
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
    assertEquals(transitions, result.transitions());
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 7103, 13082", "3, 2, 24187, 44562"})
  void ampleSetsLeaveTheStatesThatSpinsReductionLeaves(
      int vcpus, int pcpus, int states, int transitions) {
    StatefulResult result = search(MigrationSetup.of(vcpus, pcpus), true, false, false);
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
    assertEquals(transitions, result.transitions());
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"false, 891594, 4387392", "true, 478843, 1015248"})
  void threeOnThreeIsAsLargeAsInSpin(boolean ample, int states, int transitions) {
    StatefulResult result = search(MigrationSetup.of(3, 3), ample, false, false);
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
    assertEquals(transitions, result.transitions());
  }
}
