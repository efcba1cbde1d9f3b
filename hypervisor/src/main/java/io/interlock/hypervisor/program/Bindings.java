package io.interlock.hypervisor.program;

import java.util.Map;
import java.util.Set;

/// What the names of a vocabulary are on one host for one VM.
///
/// @param features those that host and VM have; all others they have not
/// @param constants the numbers, by name
/// @param liveMaxima the largest number that each live value can be, 0 to 64, for those used as the
///   end
///     of a loop
public record Bindings(
    Set<String> features, Map<String, Long> constants, Map<String, Integer> liveMaxima) {
  private static final int LIVE_MAX = 64;

  public Bindings {
    features = Set.copyOf(features);
    constants = Map.copyOf(constants);
    liveMaxima = Map.copyOf(liveMaxima);
    liveMaxima.forEach(
        (name, max) -> {
          if (max < 0 || max > LIVE_MAX) {
            throw new IllegalArgumentException(
                name + " is at most " + max + ", allowed 0.." + LIVE_MAX);
          }
        });
  }
}
