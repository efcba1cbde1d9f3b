package io.interlock.engine.examples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import java.time.Duration;
import java.util.ArrayDeque;

/// Producers and consumers around a buffer with room for so many items.
final class BoundedBuffer {
  private BoundedBuffer() {}

  /// An item: the `number`-th of its producer.
  record Item(int producer, int number) {}

  sealed interface Buffer {
    /// Stores an item; [Stored] comes when there was room.
    record Put(Item item, ActorRef<Stored> replyTo) implements Buffer {}

    /// Takes the oldest item; it comes when there is one.
    record Take(ActorRef<Item> replyTo) implements Buffer {}
  }

  /// There was room.
  record Stored(int size) {}

  /// An empty buffer; what it can't do yet it stashes.
  static Behavior<Buffer> buffer(int capacity) {
    return Behaviors.withStash(1000, stash -> buffer(capacity, new ArrayDeque<>(), stash));
  }

  private static Behavior<Buffer> buffer(
      int capacity, ArrayDeque<Item> items, StashBuffer<Buffer> stash) {
    return Behaviors.receiveMessage(
        message -> {
          switch (message) {
            case Buffer.Put _ when items.size() == capacity -> stash.stash(message);
            case Buffer.Take _ when items.isEmpty() -> stash.stash(message);
            case Buffer.Put(var item, var replyTo) -> {
              items.add(item);
              replyTo.tell(new Stored(items.size()));
              return stash.unstashAll(buffer(capacity, items, stash));
            }
            case Buffer.Take(var replyTo) -> {
              replyTo.tell(items.remove());
              return stash.unstashAll(buffer(capacity, items, stash));
            }
          }
          return Behaviors.same();
        });
  }

  /// Makes items `1` to `last`, one after the other has been stored.
  static Behavior<Stored> producer(int id, int last, ActorRef<Buffer> buffer) {
    return Behaviors.setup(context -> producing(context, id, 1, last, buffer));
  }

  private static Behavior<Stored> producing(
      ActorContext<Stored> context, int id, int number, int last, ActorRef<Buffer> buffer) {
    if (number > last) {
      return Behaviors.stopped();
    }
    buffer.tell(new Buffer.Put(new Item(id, number), context.getSelf()));
    return Behaviors.receiveMessage(_ -> producing(context, id, number + 1, last, buffer));
  }

  /// Takes items for as long as there are any, each after a pause, and shows them to `sink`.
  static Behavior<Item> consumer(ActorRef<Buffer> buffer, ActorRef<Item> sink) {
    return Behaviors.setup(
        context -> {
          buffer.tell(new Buffer.Take(context.getSelf()));
          return Behaviors.receiveMessage(
              item -> {
                sink.tell(item);
                context.scheduleOnce(
                    Duration.ofMillis(1), buffer, new Buffer.Take(context.getSelf()));
                return Behaviors.same();
              });
        });
  }
}
