package io.interlock.engine.explore.sample;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;

/// Pearson's test.
final class ChiSquare {
  private ChiSquare() {}

  /// Fails unless the counts look as if all of them were equally likely: four standard deviations
  /// above the mean of the statistic is what one in some ten thousand such tests reaches.
  static void assertUniform(Collection<Integer> counts) {
    double statistic = statistic(counts);
    double freedom = counts.size() - 1.0;
    assertTrue(
        statistic < freedom + 4 * Math.sqrt(2 * freedom),
        () ->
            "chi square %.1f with %.0f degrees of freedom: %s"
                .formatted(statistic, freedom, counts));
  }

  static double statistic(Collection<Integer> counts) {
    double expected = counts.stream().mapToInt(Integer::intValue).average().orElseThrow();
    return counts.stream().mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }
}
