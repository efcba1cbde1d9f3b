package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.interlock.engine.check.Explored;
import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.Probe;
import io.interlock.engine.check.Setup;
import io.interlock.engine.examples.TwoPhaseCommit.Outcome;
import io.interlock.engine.examples.TwoPhaseCommit.Participant;
import io.interlock.engine.examples.TwoPhaseCommit.Presumption;
import io.interlock.engine.examples.TwoPhaseCommit.Vote;
import io.interlock.engine.explore.shrink.EssentialRace;
import io.interlock.engine.junit.Explore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Two-phase commit: a coordinator who takes silence for consent commits what others have aborted.
class CommitExploredTest {
  private static Consumer<Setup> transaction(Presumption presumption) {
    return setup -> {
      Probe<Outcome> outcomes = setup.probe("outcomes");
      ActorRef<Participant> yes = setup.spawn(participant(Vote.YES, outcomes.ref()), "says-yes");
      ActorRef<Participant> no = setup.spawn(participant(Vote.NO, outcomes.ref()), "says-no");
      setup.spawn(
          TwoPhaseCommit.coordinator(List.of(yes, no), Duration.ofSeconds(5), presumption),
          "coordinator");
      setup.always(
          "atomic", () -> outcomes.heard().stream().map(Outcome::committed).distinct().count() < 2);
    };
  }

  private static akka.actor.typed.Behavior<Participant> participant(
      Vote vote, ActorRef<Outcome> outcomes) {
    return TwoPhaseCommit.participant(vote, Duration.ZERO, outcomes);
  }

  @Explore
  void presumedCommitBreaksWhereTheTimeOutComesBeforeTheRefusal(Explorer explorer) {
    Broken broken = explorer.explore(transaction(Presumption.COMMIT)).broken();
    assertNotNull(broken);
    assertEquals("atomic", broken.violation().property());
    assertEquals(7, broken.shrunk().listed());
    assertEquals(
        List.of(new EssentialRace(2, EssentialRace.NEVER, "says-no", "coordinator")),
        broken.shrunk().races(),
        "the time-out comes before the refusal");
  }

  @Explore(strategy = "dpor")
  void presumedAbortIsAtomicInEveryOrder(Explorer explorer) {
    Explored proof = explorer.check(transaction(Presumption.ABORT));
    assertTrue(proof.exhausted(), proof.summary());
  }
}
