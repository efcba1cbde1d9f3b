package io.interlock.engine.explore.counterexample;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Where a counterexample comes from. The engine keeps it and does not look into it.
///
/// @param tool the version of whoever explored
/// @param scenario the whole text of what was explored
/// @param variant the defect that was chosen, or empty
/// @param overrides settings that were given besides the scenario, by name
public record Origin(String tool, String scenario, String variant, Map<String, String> overrides) {
  public Origin {
    overrides = Collections.unmodifiableMap(new TreeMap<>(overrides));
  }
}
