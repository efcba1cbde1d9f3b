package io.interlock.engine.explore.explain;

import java.util.Collection;
import java.util.List;

/// Names of actors without the path that all of them begin with.
final class ShortNames {
  private final String shared;

  /// @param names all that are shown together; one without a path counts for nothing
  ShortNames(Collection<String> names) {
    List<String> paths =
        names.stream()
            .filter(name -> name.indexOf('/') >= 0)
            .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
            .toList();
    String prefix = paths.isEmpty() ? "" : paths.getFirst();
    for (String path : paths) {
      while (!path.startsWith(prefix)) {
        prefix = prefix.substring(0, prefix.lastIndexOf('/', prefix.length() - 2) + 1);
      }
    }
    shared = prefix;
  }

  String of(String name) {
    return name.startsWith(shared) ? name.substring(shared.length()) : name;
  }
}
