package io.interlock.engine.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.interlock.engine.check.Explorer;
import io.interlock.engine.check.Watched;
import io.interlock.engine.junit.Explore;
import java.time.Duration;

/// How another Akka project explores its actors. What the README shows of it is this text.
class Withdrawals {
  sealed interface Account {
    record Ask(ActorRef<Integer> replyTo) implements Account {}

    record Withdraw(int amount) implements Account {}
  }

  static Behavior<Account> account(int balance) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Account.Ask(var replyTo) -> {
                replyTo.tell(balance);
                yield Behaviors.same();
              }
              case Account.Withdraw(int amount) -> account(balance - amount);
            });
  }

  static Behavior<Integer> customer(ActorRef<Account> account, Duration later) {
    return Behaviors.setup(
        context -> {
          context.scheduleOnce(later, account, new Account.Ask(context.getSelf()));
          return Behaviors.receiveMessage(
              balance -> {
                if (balance >= 10) {
                  account.tell(new Account.Withdraw(10));
                }
                return Behaviors.stopped();
              });
        });
  }

  @Explore
  void nobodyOverdraws(Explorer explorer) {
    explorer.check(
        setup -> {
          ActorRef<Account> account = setup.spawn(account(10), "account");
          setup.mustStop(setup.spawn(customer(account, Duration.ofSeconds(1)), "anna"));
          setup.mustStop(setup.spawn(customer(account, Duration.ofSeconds(2)), "ben"));
          Watched<Integer> balance =
              setup.watch(
                  10,
                  (left, delivery) ->
                      delivery.message() instanceof Account.Withdraw(int n) ? left - n : left);
          setup.always("not overdrawn", () -> assertTrue(balance.now() >= 0, "less than nothing"));
        });
  }
}
