package io.interlock.engine.explore.search;

/// How a world is searched.
///
/// @param strategy `portfolio`, another way of sampling, or one of the proofs `dpor` and `stateful`
/// @param seed decides what sampling tries
/// @param steps deliveries of one execution at most
/// @param fairSteps how many more, in fair order, a sampled execution has to come to its end, or it
///     breaks `progress`; with 0 it is cut without a judgement
/// @param workers threads that sample; they do not change what is found
public record SearchSettings(String strategy, long seed, int steps, int fairSteps, int workers) {}
