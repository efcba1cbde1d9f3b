package io.interlock.engine.bench;

import org.jspecify.annotations.Nullable;

/// One figure of a benchmark.
///
/// @param name what was measured
/// @param value the median, in `unit`
/// @param ratio to what `baseline` names, or null where there is nothing to compare with
public record Figure(
    String name, double value, String unit, @Nullable Double ratio, @Nullable String baseline) {}
