package io.interlock.engine;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The live worlds of one actor system, by the name of their first actor.
final class LiveWorlds implements Extension {
  private final Map<String, LiveWorld> worlds = new ConcurrentHashMap<>();

  static LiveWorlds of(ActorSystem<?> system) {
    return system.registerExtension(Id.INSTANCE);
  }

  void put(String name, LiveWorld world) {
    worlds.put(name, world);
  }

  void remove(String name) {
    worlds.remove(name);
  }

  @Nullable LiveWorld named(String name) {
    return worlds.get(name);
  }

  /// Akka tells extensions apart by the identity of this object.
  private static final class Id extends ExtensionId<LiveWorlds> {
    private static final Id INSTANCE = new Id();

    @Override
    public LiveWorlds createExtension(ActorSystem<?> system) {
      return new LiveWorlds();
    }
  }
}
