package io.interlock.engine.conductor;

import akka.actor.ActorPath;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who there is in one world: numbers its sources and opens the channels between them.
final class Roster {
  private final Wiring wiring;
  private final Map<String, Source> departed = new HashMap<>();
  private final Map<String, Source> outsiders = new HashMap<>();
  private int sources;
  private @Nullable Source expected;

  Roster(Wiring wiring) {
    this.wiring = wiring;
  }

  Source actor(String name) {
    Source known = expected;
    expected = null;
    return known == null ? Source.of(sources++, name, Source.Kind.ACTOR) : known;
  }

  /// The next actor is one that was saved, as this.
  void expect(Source actor) {
    expected = actor;
  }

  /// The source outside all actors that has this name.
  Source outside(String name) {
    return outsiders.computeIfAbsent(name, _ -> Source.of(sources++, name, Source.Kind.OUTSIDE));
  }

  /// The source of what is said about an actor that has stopped: the actor itself, by its name.
  Source departed(ActorPath path) {
    return departed.computeIfAbsent(StableName.of(path), this::actor);
  }

  /// A new source inside `owner`: one of its alarms, or its timers.
  Source inside(Inbox owner, String name) {
    return Source.of(sources++, owner.name() + "!" + name, Source.Kind.INSIDE);
  }

  /// How many sources there have been.
  int sources() {
    return sources;
  }

  /// Those of actors that have stopped, by name.
  Map<String, Source> departed() {
    return Map.copyOf(departed);
  }

  /// Those outside all actors, by name.
  Map<String, Source> outsiders() {
    return Map.copyOf(outsiders);
  }

  /// Goes on with those that were saved.
  void goOn(Snapshot saved) {
    sources = saved.sources();
    departed.putAll(saved.departed());
    outsiders.putAll(saved.outside());
  }

  /// The channel from `from` to `to`, opened by the first message.
  ///
  /// @throws IllegalArgumentException if the wiring gives a negative latency
  Channel channel(Source from, Inbox to) {
    Channel channel = to.channels.get(from.id());
    return channel == null ? open(from, to) : channel;
  }

  private Channel open(Source from, Inbox to) {
    Channel channel = new Channel(from, to, latencyPicos(from, to));
    to.channels.put(channel);
    return channel;
  }

  private long latencyPicos(Source from, Inbox to) {
    if (!from.wired() || from.id() == to.source.id()) {
      return 0;
    }
    long latencyPicos = wiring.latencyPicos(from.name(), to.name());
    if (latencyPicos < 0) {
      throw new IllegalArgumentException(
          "the wiring gives %d ps from %s to %s; allowed: 0 or more"
              .formatted(latencyPicos, from.name(), to.name()));
    }
    return latencyPicos;
  }
}
