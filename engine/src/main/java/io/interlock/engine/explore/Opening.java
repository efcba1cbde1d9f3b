package io.interlock.engine.explore;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import java.util.function.Predicate;

/// What a scene may do before the search begins.
public interface Opening {
  /// Starts an actor, at once.
  ///
  /// @throws RuntimeException of Akka's, if the name is taken or not a name
  <T> ActorRef<T> spawn(Behavior<T> behavior, String name);

  /// Sends a message from the outside.
  <T> void tell(ActorRef<T> receiver, T message);

  /// Sends a message from a source outside all actors, such as an interrupt line or a user. Each
  /// source is a sender of its own: the search decides when its messages arrive.
  <T> void tell(String source, ActorRef<T> receiver, T message);

  /// Lets everything happen that is under way, in the order of time: what the search need not try
  /// in other orders.
  ///
  /// @throws IllegalStateException if it does not come to rest within a million deliveries
  default void settle() {
    settle(_ -> false);
  }

  /// Lets everything happen except deliveries of the messages that `stays` tells; these and what
  /// follows them on their channels wait for the search.
  ///
  /// @throws IllegalStateException if that does not come to rest within a million deliveries
  void settle(Predicate<Object> stays);
}
