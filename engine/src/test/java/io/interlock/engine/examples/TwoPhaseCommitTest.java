package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.engine.Engines;
import io.interlock.engine.Log;
import io.interlock.engine.Simulation;
import io.interlock.engine.examples.TwoPhaseCommit.Outcome;
import io.interlock.engine.examples.TwoPhaseCommit.Participant;
import io.interlock.engine.examples.TwoPhaseCommit.Presumption;
import io.interlock.engine.examples.TwoPhaseCommit.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TwoPhaseCommitTest {
  private static final Duration QUICK = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private record Result(List<Boolean> committed, long endPicos) {}

  @Test
  void allCommitIfAllCan() {
    Result result = run(1, Presumption.ABORT, QUICK, Vote.YES, Vote.YES, Vote.YES);
    assertEquals(List.of(true, true, true), result.committed());
    assertEquals(Engines.picos(QUICK), result.endPicos(), "nobody waits for the time-out");
  }

  @Test
  void oneRefusalAbortsAll() {
    Result result = run(1, Presumption.ABORT, QUICK, Vote.YES, Vote.NO, Vote.YES);
    assertEquals(List.of(false, false, false), result.committed());
  }

  @Test
  void aSilentParticipantAbortsAllAfterAnHourThatCostsNothing() {
    Result result = run(1, Presumption.ABORT, QUICK, Vote.YES, Vote.SILENT, Vote.YES);
    assertEquals(List.of(false, false, false), result.committed());
    assertEquals(Engines.picos(PATIENCE), result.endPicos());
  }

  @Test
  void presumedCommitIsNotAtomicWhenARefusalComesWithTheTimeOut() {
    Set<Boolean> atomic = new TreeSet<>();
    for (long seed = 0; seed < 40; seed++) {
      Result result = run(seed, Presumption.COMMIT, PATIENCE, Vote.YES, Vote.NO, Vote.YES);
      atomic.add(result.committed().stream().distinct().count() == 1);
      Result sound = run(seed, Presumption.ABORT, PATIENCE, Vote.YES, Vote.NO, Vote.YES);
      assertTrue(sound.committed().stream().distinct().count() == 1, "seed " + seed);
    }
    assertEquals(Set.of(false, true), atomic, "both orders occur");
  }

  private static Result run(long seed, Presumption presumption, Duration thinks, Vote... votes) {
    try (Simulation simulation = Engines.simulation("2pc", seed)) {
      Log<Outcome> outcomes = new Log<>();
      ActorRef<Outcome> log = simulation.spawn(outcomes.behavior(), "outcomes");
      List<ActorRef<Participant>> participants = new ArrayList<>();
      for (int i = 0; i < votes.length; i++) {
        participants.add(
            simulation.spawn(TwoPhaseCommit.participant(votes[i], thinks, log), "p" + i));
      }
      simulation.spawn(
          TwoPhaseCommit.coordinator(participants, PATIENCE, presumption), "coordinator");
      simulation.run();
      return new Result(outcomes.all().stream().map(Outcome::committed).toList(), simulation.now());
    }
  }
}
