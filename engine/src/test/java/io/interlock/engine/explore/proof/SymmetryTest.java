package io.interlock.engine.explore.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.engine.explore.World;
import io.interlock.engine.explore.model.MigrationModel;
import io.interlock.engine.explore.model.MigrationSetup;
import io.interlock.engine.explore.model.Race;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A scheduler that may do anything treats all pCPUs and all vCPUs alike.
class SymmetryTest {
  private static StatefulResult search(World world, boolean ample) {
    var options = new StatefulOptions(true, ample, false, false, Long.MAX_VALUE, 10_000, 1L << 31);
    return new StatefulSearch(world, options).run(Progress.NONE);
  }

  /// The counts of SPIN for the same protocol, without its init step.
  @ParameterizedTest
  @CsvSource({
    "2, 2, false, 33936, 121182", "2, 2, true, 26524, 52518",
    "3, 2, false, 329542, 1207030", "3, 2, true, 252616, 505216"
  })
  void aFreeSchedulerLeadsToTheStatesThatSpinSees(
      int vcpus, int pcpus, boolean ample, int states, int transitions) {
    var result = search(new MigrationModel(MigrationSetup.free(vcpus, pcpus)), ample);
    assertEquals(List.of(), result.findings());
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
    assertEquals(transitions, result.transitions());
  }

  @ParameterizedTest
  @CsvSource({"2, 2, false, 8553", "2, 2, true, 6670", "3, 2, false, 27769", "3, 2, true, 21311"})
  void statesThatDifferInWhoIsWhoAreSeenOnce(int vcpus, int pcpus, boolean ample, int states) {
    var result = search(new MigrationModel(MigrationSetup.free(vcpus, pcpus), true), ample);
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
  }

  /// There are two ways to name two pCPUs, and two to name two vCPUs. That what is taken for one
  /// also goes on alike shows in the successors.
  @Test
  void onlyStatesWithTheSameFuturesAreTakenForOne() {
    Map<Long, Set<Long>> members = new HashMap<>();
    Map<Long, Set<Long>> successors = new HashMap<>();
    World plain = new MigrationModel(MigrationSetup.free(2, 2));
    World symmetric = new MigrationModel(MigrationSetup.free(2, 2), true);
    ArrayDeque<World.Saved[]> fringe = new ArrayDeque<>();
    plain.restart();
    symmetric.restart();
    fringe.add(new World.Saved[] {plain.save(), symmetric.save()});
    members.computeIfAbsent(symmetric.hash(), _ -> new HashSet<>()).add(plain.hash());
    while (!fringe.isEmpty()) {
      World.Saved[] state = fringe.remove();
      plain.load(state[0]);
      symmetric.load(state[1]);
      long from = symmetric.hash();
      Set<Long> next = new HashSet<>();
      int count = plain.enabledCount();
      for (int i = 0; i < count; i++) {
        Questions questions = new Questions();
        do {
          plain.load(state[0]);
          symmetric.load(state[1]);
          plain.step(plain.enabled(i), questions);
          var answers = questions.answers().iterator();
          symmetric.step(symmetric.enabled(i), _ -> answers.next());
          next.add(symmetric.hash());
          if (members.computeIfAbsent(symmetric.hash(), _ -> new HashSet<>()).add(plain.hash())) {
            fringe.add(new World.Saved[] {plain.save(), symmetric.save()});
          }
        } while (questions.turn());
      }
      Set<Long> before = successors.putIfAbsent(from, next);
      assertTrue(before == null || before.equals(next), "equal states go on alike");
    }
    assertEquals(8553, members.size());
    assertTrue(members.values().stream().allMatch(states -> states.size() <= 4));
  }

  @ParameterizedTest
  @EnumSource(names = {"B1", "B2", "B3", "B6"})
  void whatBreaksIsFoundUnderOtherNames(Race race) {
    var setup = new MigrationSetup(2, 2, 1, 1, 6, race, true);
    var plain = search(new MigrationModel(setup), true);
    var symmetric = search(new MigrationModel(setup, true), true);
    assertEquals(
        plain.findings().stream().map(each -> each.violation().property()).sorted().toList(),
        symmetric.findings().stream().map(each -> each.violation().property()).sorted().toList());
    assertTrue(symmetric.findings().size() > 0);
  }

  @Test
  void sleepSetsAreRefusedWhereChannelsMayBeExchanged() {
    World world = new MigrationModel(MigrationSetup.free(2, 2), true);
    var options = new StatefulOptions(true, false, true, false, 100, 100, 1L << 20);
    assertThrows(IllegalArgumentException.class, () -> new StatefulSearch(world, options));
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"false, 7879124, 18018498", "true, 223885, 517528"})
  void threeOnThreeIsExhausted(boolean symmetric, int states, int transitions) {
    var result = search(new MigrationModel(MigrationSetup.free(3, 3), symmetric), true);
    assertEquals(Ending.EXHAUSTED, result.ending());
    assertEquals(states, result.states());
    assertEquals(transitions, result.transitions());
  }
}
