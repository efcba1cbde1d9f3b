package io.interlock.engine.examples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;

/// Gray's two-phase commit: a transaction is committed by all its participants or by none.
final class TwoPhaseCommit {
  private TwoPhaseCommit() {}

  /// What a participant answers when asked to prepare.
  enum Vote {
    YES,
    NO,
    /// It has crashed and never answers.
    SILENT
  }

  /// What the coordinator makes of a vote that has not come in time.
  enum Presumption {
    ABORT,
    /// The defect: a slow no becomes a yes.
    COMMIT
  }

  sealed interface Participant {
    /// Asks for a promise to be able to commit.
    record Prepare(ActorRef<Coordinator> replyTo) implements Participant {}

    /// The decision.
    record Decide(boolean commit) implements Participant {}
  }

  sealed interface Coordinator {
    /// A participant has voted.
    record Voted(boolean yes) implements Coordinator {}

    /// The time for votes is over.
    record Late() implements Coordinator {}
  }

  /// What became of the transaction at one participant.
  record Outcome(String participant, boolean committed) {}

  static Behavior<Participant> participant(Vote vote, Duration thinks, ActorRef<Outcome> outcomes) {
    return Behaviors.setup(
        context ->
            Behaviors.receiveMessage(
                message -> {
                  switch (message) {
                    case Participant.Prepare(var replyTo) -> vote(context, vote, thinks, replyTo);
                    case Participant.Decide(boolean commit) -> {
                      // Who has voted no has aborted already, whatever is decided.
                      boolean committed = commit && vote == Vote.YES;
                      outcomes.tell(new Outcome(context.getSelf().path().name(), committed));
                    }
                  }
                  return Behaviors.same();
                }));
  }

  private static void vote(
      ActorContext<Participant> context, Vote vote, Duration thinks, ActorRef<Coordinator> to) {
    if (vote != Vote.SILENT && thinks.isZero()) {
      to.tell(new Coordinator.Voted(vote == Vote.YES));
    } else if (vote != Vote.SILENT) {
      context.scheduleOnce(thinks, to, new Coordinator.Voted(vote == Vote.YES));
    }
  }

  static Behavior<Coordinator> coordinator(
      List<ActorRef<Participant>> participants, Duration patience, Presumption presumption) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  participants.forEach(p -> p.tell(new Participant.Prepare(context.getSelf())));
                  timers.startSingleTimer(new Coordinator.Late(), patience);
                  return counting(participants, participants.size(), presumption, timers);
                }));
  }

  private static Behavior<Coordinator> counting(
      List<ActorRef<Participant>> participants,
      int missing,
      Presumption presumption,
      TimerScheduler<Coordinator> timers) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Coordinator.Voted(boolean yes) when !yes -> decide(participants, false, timers);
              case Coordinator.Voted _ when missing == 1 -> decide(participants, true, timers);
              case Coordinator.Voted _ -> counting(participants, missing - 1, presumption, timers);
              case Coordinator.Late _ ->
                  decide(participants, presumption == Presumption.COMMIT, timers);
            });
  }

  private static Behavior<Coordinator> decide(
      List<ActorRef<Participant>> participants,
      boolean commit,
      TimerScheduler<Coordinator> timers) {
    timers.cancelAll();
    participants.forEach(p -> p.tell(new Participant.Decide(commit)));
    return Behaviors.ignore();
  }
}
