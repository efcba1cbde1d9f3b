package io.interlock.engine.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.interlock.engine.Sim;
import io.interlock.engine.StatefulBehavior;
import io.interlock.engine.explore.Scene;

/// A protocol to search: two clerks, each with a shelf of its own, and the office that sends them
/// on their rounds. In a round a clerk fills six compartments one by one, each acknowledged,
/// empties them again, and reports. A bell may ring for a clerk at any time; it is noted on the
/// shelf.
///
/// One round and three rings for each clerk are 64 deliveries.
final class Clerks {

  private static final int CLERKS = 2;
  private static final int COMPARTMENTS = 6;
  private static final int RINGS = 3;

  private Clerks() {}

  private sealed interface ToShelf {
    record Put(int compartment) implements ToShelf {}

    record Take(int compartment) implements ToShelf {}

    record Note() implements ToShelf {}
  }

  private sealed interface ToClerk {
    record Begin(int round) implements ToClerk {}

    record Done() implements ToClerk {}

    record Ring() implements ToClerk {}
  }

  private record Report(ActorRef<ToClerk> clerk, int round) {}

  private record Shelf(int filled, int notes) {}

  /// @param step how many compartments it has filled, and then emptied, in this round
  private record Clerk(ActorRef<ToShelf> shelf, int round, int step) {
    Clerk goOn(Sim<ToClerk> sim, ActorRef<Report> office) {
      if (step < COMPARTMENTS) {
        shelf.tell(new ToShelf.Put(step));
      } else if (step < 2 * COMPARTMENTS) {
        shelf.tell(new ToShelf.Take(step - COMPARTMENTS));
      } else {
        office.tell(new Report(sim.self(), round));
      }
      return new Clerk(shelf, round, step + 1);
    }
  }

  /// A scene in which each clerk goes on `rounds` rounds, 1 or more.
  static Scene scene(int rounds) {
    return Scene.of(
        "clerks",
        opening -> {
          ActorRef<Report> office = opening.spawn(office(rounds), "office");
          for (int i = 0; i < CLERKS; i++) {
            ActorRef<ToClerk> clerk = opening.spawn(clerk(office), "clerk" + i);
            opening.tell("door", clerk, new ToClerk.Begin(0));
            for (int ring = 0; ring < RINGS; ring++) {
              opening.tell("bell" + i, clerk, new ToClerk.Ring());
            }
          }
        });
  }

  /// Counts the rounds, and sends each clerk on as many.
  private static Behavior<Report> office(int rounds) {
    return StatefulBehavior.of(
        _ -> 0,
        (_, reports, report) -> {
          if (report.round() + 1 < rounds) {
            report.clerk().tell(new ToClerk.Begin(report.round() + 1));
          }
          return reports + 1;
        });
  }

  private static Behavior<ToClerk> clerk(ActorRef<Report> office) {
    return StatefulBehavior.of(
        sim -> new Clerk(sim.context().spawn(shelf(sim.self()), "shelf"), 0, 0),
        (sim, clerk, message) ->
            switch (message) {
              case ToClerk.Begin(int round) -> new Clerk(clerk.shelf(), round, 0).goOn(sim, office);
              case ToClerk.Done _ -> clerk.goOn(sim, office);
              case ToClerk.Ring _ -> {
                clerk.shelf().tell(new ToShelf.Note());
                yield clerk;
              }
            });
  }

  private static Behavior<ToShelf> shelf(ActorRef<ToClerk> clerk) {
    return StatefulBehavior.of(
        _ -> new Shelf(0, 0),
        (_, shelf, message) ->
            switch (message) {
              case ToShelf.Put(int compartment) -> {
                clerk.tell(new ToClerk.Done());
                yield new Shelf(compartment + 1, shelf.notes());
              }
              case ToShelf.Take(int compartment) -> {
                clerk.tell(new ToClerk.Done());
                yield new Shelf(COMPARTMENTS - compartment - 1, shelf.notes());
              }
              case ToShelf.Note _ -> new Shelf(shelf.filled(), shelf.notes() + 1);
            });
  }
}
