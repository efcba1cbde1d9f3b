package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Replay.Mismatch;

/// An execution came out otherwise when it was run again: an actor depends on something that is not
/// in the world, such as a clock, an identity hash or a static variable.
///
/// @param execution its number, from 0
/// @param strategy that ordered it
/// @param seed of the execution
/// @param sender of the channel that the first run delivered at the step that differs
/// @param mismatch that step, its receiver, and what was left there the first time and the second
public record Nondeterminism(
    long execution, String strategy, long seed, String sender, Mismatch mismatch) {}
