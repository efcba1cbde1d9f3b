package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// One idea of which enabled channel delivers next.
///
/// A strategy serves one worker and its world, one execution after the other. It may tell channels
/// apart by number within an execution and across those of its world, but what it decides must not
/// depend on the numbers themselves, which differ between workers: only on the order in which
/// channels are enabled, on their names, on the draws, and on what its census forecasts.
interface Strategy {
  /// An execution begins; `world` stands at its beginning.
  default void begin(World world, Draws draws) {}

  /// The channel to deliver now, one of two or more that are enabled.
  int next(World world, Draws draws);

  /// `channel` was delivered, whether chosen by [#next] or the only one that was enabled. What it
  /// sent is in the channels now.
  default void delivered(World world, int channel) {}
}
