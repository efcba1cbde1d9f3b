package io.interlock.engine.examples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Dijkstra's philosophers: each eats with two forks, and each fork lies between two of them.
///
/// Who takes the left fork first and then waits for the right one may wait forever; who takes the
/// fork of the lower number first does not.
final class DiningPhilosophers {
  private DiningPhilosophers() {}

  /// Which fork a philosopher takes first.
  enum Manners {
    LEFT_FIRST,
    LOWER_FIRST
  }

  sealed interface Fork {
    /// Asks for the fork; the answer comes when it is free.
    record Take(ActorRef<Philosopher> who) implements Fork {}

    /// Puts the fork back.
    record PutBack() implements Fork {}
  }

  sealed interface Philosopher {
    /// Thinking is over.
    record Hungry() implements Philosopher {}

    /// The fork asked for is in hand.
    record Taken() implements Philosopher {}

    /// Eating is over.
    record Full() implements Philosopher {}
  }

  /// A meal was had by the philosopher of this seat.
  record Meal(int seat) {}

  /// Lays a table for `seats` philosophers who want `meals` meals each, all at the same time.
  static Behavior<Void> table(int seats, int meals, Manners manners, ActorRef<Meal> menu) {
    return table(seats, meals, manners, Duration.ZERO, menu);
  }

  /// The same for philosophers who get hungry one after the other, so far `apart`.
  static Behavior<Void> table(
      int seats, int meals, Manners manners, Duration apart, ActorRef<Meal> menu) {
    return Behaviors.setup(
        context -> {
          List<ActorRef<Fork>> forks = new ArrayList<>();
          for (int i = 0; i < seats; i++) {
            forks.add(context.spawn(onTable(), "fork" + i));
          }
          for (int seat = 0; seat < seats; seat++) {
            int left = seat;
            int right = (seat + 1) % seats;
            boolean swap = manners == Manners.LOWER_FIRST && right < left;
            var first = forks.get(swap ? right : left);
            var second = forks.get(swap ? left : right);
            Duration thinks = Duration.ofMillis(10).plus(apart.multipliedBy(seat));
            context.spawn(
                philosopher(new Seat(seat, thinks, first, second, menu), meals),
                "philosopher" + seat);
          }
          return Behaviors.empty();
        });
  }

  private record Seat(
      int number,
      Duration thinks,
      ActorRef<Fork> first,
      ActorRef<Fork> second,
      ActorRef<Meal> menu) {}

  private static Behavior<Fork> onTable() {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Fork.Take(var who) -> {
                who.tell(new Philosopher.Taken());
                yield inHand(List.of());
              }
              case Fork.PutBack _ -> Behaviors.unhandled();
            });
  }

  private static Behavior<Fork> inHand(List<ActorRef<Philosopher>> waiting) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Fork.Take(var who) -> {
                List<ActorRef<Philosopher>> longer = new ArrayList<>(waiting);
                longer.add(who);
                yield inHand(List.copyOf(longer));
              }
              case Fork.PutBack _ when waiting.isEmpty() -> onTable();
              case Fork.PutBack _ -> {
                waiting.getFirst().tell(new Philosopher.Taken());
                yield inHand(waiting.subList(1, waiting.size()));
              }
            });
  }

  private static Behavior<Philosopher> philosopher(Seat seat, int meals) {
    return Behaviors.withTimers(
        timers -> {
          timers.startSingleTimer(new Philosopher.Hungry(), seat.thinks());
          return Behaviors.receive(
              (context, message) ->
                  switch (message) {
                    case Philosopher.Hungry _ -> {
                      seat.first().tell(new Fork.Take(context.getSelf()));
                      yield Behaviors.same();
                    }
                    case Philosopher.Taken _ -> {
                      seat.second().tell(new Fork.Take(context.getSelf()));
                      yield eating(seat, meals);
                    }
                    case Philosopher.Full _ -> Behaviors.unhandled();
                  });
        });
  }

  /// One fork in hand, waiting for the other, then eating.
  private static Behavior<Philosopher> eating(Seat seat, int meals) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.receiveMessage(
                message ->
                    switch (message) {
                      case Philosopher.Taken _ -> {
                        timers.startSingleTimer(new Philosopher.Full(), Duration.ofMillis(5));
                        yield Behaviors.same();
                      }
                      case Philosopher.Full _ -> {
                        seat.menu().tell(new Meal(seat.number()));
                        seat.first().tell(new Fork.PutBack());
                        seat.second().tell(new Fork.PutBack());
                        yield meals == 1 ? Behaviors.stopped() : philosopher(seat, meals - 1);
                      }
                      case Philosopher.Hungry _ -> Behaviors.unhandled();
                    }));
  }
}
