package io.interlock.engine.examples;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;

/// A reader sleeps until somebody rings because there is mail.
///
/// It looks into the box, finds nothing, and asks to be woken. Mail that comes between the two
/// rings for nobody. A box that looks once more before it lets a reader sleep has no such moment.
final class Doorbell {
  private Doorbell() {}

  /// What the box does with a reader who wants to sleep.
  enum Bell {
    /// The defect: it notes the reader, whatever has come meanwhile.
    TRUSTS_THE_READER,
    LOOKS_ONCE_MORE
  }

  sealed interface Box {
    /// Puts a letter in, and rings for all who sleep.
    record Post(String letter) implements Box {}

    /// Asks for a letter.
    record Look(ActorRef<Reader> reader) implements Box {}

    /// Asks to be woken when a letter comes.
    record Sleep(ActorRef<Reader> reader) implements Box {}
  }

  sealed interface Reader {
    /// A letter.
    record Letter(String text) implements Reader {}

    /// The box is empty.
    record Nothing() implements Reader {}

    /// A letter has come.
    record Ring() implements Reader {}
  }

  static Behavior<Box> box(Bell bell) {
    return box(bell, List.of(), List.of());
  }

  private static Behavior<Box> box(
      Bell bell, List<String> letters, List<ActorRef<Reader>> sleepers) {
    return Behaviors.receiveMessage(
        message ->
            switch (message) {
              case Box.Post(String letter) -> {
                sleepers.forEach(reader -> reader.tell(new Reader.Ring()));
                yield box(bell, with(letters, letter), List.of());
              }
              case Box.Look(var reader) when letters.isEmpty() -> {
                reader.tell(new Reader.Nothing());
                yield Behaviors.same();
              }
              case Box.Look(var reader) -> {
                reader.tell(new Reader.Letter(letters.getFirst()));
                yield box(bell, letters.subList(1, letters.size()), sleepers);
              }
              case Box.Sleep(var reader)
                  when bell == Bell.LOOKS_ONCE_MORE && !letters.isEmpty() -> {
                reader.tell(new Reader.Ring());
                yield Behaviors.same();
              }
              case Box.Sleep(var reader) -> box(bell, letters, with(sleepers, reader));
            });
  }

  private static <T> List<T> with(List<T> some, T one) {
    List<T> more = new ArrayList<>(some);
    more.add(one);
    return List.copyOf(more);
  }

  /// Reads one letter, and is done.
  static Behavior<Reader> reader(ActorRef<Box> box) {
    return Behaviors.setup(
        context -> {
          box.tell(new Box.Look(context.getSelf()));
          return Behaviors.receiveMessage(
              message ->
                  switch (message) {
                    case Reader.Letter _ -> Behaviors.stopped();
                    case Reader.Nothing _ -> {
                      box.tell(new Box.Sleep(context.getSelf()));
                      yield Behaviors.same();
                    }
                    case Reader.Ring _ -> {
                      box.tell(new Box.Look(context.getSelf()));
                      yield Behaviors.same();
                    }
                  });
        });
  }
}
