package io.interlock.cluster.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What keeps VMs of a kind that have begun on hosts of one kind from going on on those of another.
/// There are many hosts and few kinds, so each is found out once.
final class Routes {
  private static final String FREE = "";

  private final Map<Route, String> obstacles = new HashMap<>();

  private record Route(String vmKind, String from, String to) {}

  /// The obstacle; null where there is none.
  @Nullable String obstacle(String vmKind, HostKind from, HostKind to) {
    String known =
        obstacles.computeIfAbsent(
            new Route(vmKind, from.name(), to.name()),
            _ -> Objects.requireNonNullElse(from.obstacle(vmKind, to), FREE));
    return known.isEmpty() ? null : known;
  }
}
