package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The first violation of each property.
final class Findings {
  private final boolean all;
  private final Map<String, Finding> byProperty = new LinkedHashMap<>();

  /// `all` properties, or the first that breaks.
  Findings(boolean all) {
    this.all = all;
  }

  /// Keeps a violation at the end of this path, if its property was whole so far.
  void add(Violation violation, Path path) {
    if (!byProperty.containsKey(violation.property())) {
      byProperty.put(violation.property(), new Finding(violation, path.schedule()));
    }
  }

  /// Whether there is nothing more to look for.
  boolean enough() {
    return !all && !byProperty.isEmpty();
  }

  List<Finding> toList() {
    return List.copyOf(byProperty.values());
  }
}
