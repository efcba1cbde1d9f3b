package io.interlock.engine.conductor;

import akka.actor.ActorCell;
import akka.actor.ActorPath;
import akka.actor.ActorRef;
import akka.actor.EmptyLocalActorRef;
import akka.actor.typed.javadsl.Adapter;
import io.interlock.engine.image.ImageException;
import io.interlock.engine.image.StandIns;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/// What stands for actors in the image of a world: their numbers.
final class CastStandIns implements StandIns {
  private final ActorCell stage;
  private final List<Inbox> cast;
  private final IdentityHashMap<Inbox, Integer> numbers = new IdentityHashMap<>();

  /// Stands for a reference to an actor.
  private record Reference(int actor) {}

  /// Stands for a reference to an actor that has stopped.
  private record Gone(String name) {}

  /// Stands for what an actor sees of its world.
  private record View(int actor) {}

  CastStandIns(ActorCell stage, List<Inbox> cast) {
    this.stage = stage;
    this.cast = cast;
    for (int number = 0; number < cast.size(); number++) {
      numbers.put(cast.get(number), number);
    }
  }

  /// The number of an actor of the cast.
  int numberOf(Inbox inbox) {
    return Objects.requireNonNull(numbers.get(inbox), inbox::name);
  }

  @Override
  public Object standInOf(Object object) {
    return switch (object) {
      case Inbox.View view -> new View(numberOf(view.inbox()));
      case akka.actor.typed.ActorRef<?> typed -> reference(Adapter.toClassic(typed));
      default -> throw new ImageException("nothing stands for " + object);
    };
  }

  private Object reference(ActorRef ref) {
    Inbox inbox = ConductedDispatcher.inboxOf(ref);
    if (inbox != null && numbers.containsKey(inbox)) {
      return new Reference(numberOf(inbox));
    }
    String name = StableName.of(ref.path());
    if (inbox != null || name.isEmpty()) {
      throw new ImageException("a reference to " + ref + ", which is not of this world");
    }
    return new Gone(name);
  }

  @Override
  public Object objectOf(Object standIn) {
    return switch (standIn) {
      case View(int actor) -> Objects.requireNonNull(cast.get(actor).view());
      case Reference(int actor) -> Adapter.toTyped(cast.get(actor).cell.self());
      case Gone(String name) -> Adapter.toTyped(gone(name));
      default -> throw new ImageException(standIn + " stands for nothing");
    };
  }

  /// A reference with the path of an actor that is not there any more. A later one of the same name
  /// is another actor.
  private ActorRef gone(String name) {
    ActorPath path = stage.self().path();
    for (String element : name.split("/", -1)) {
      path = path.child(element);
    }
    return new EmptyLocalActorRef(stage.provider(), path, stage.system().eventStream());
  }
}
