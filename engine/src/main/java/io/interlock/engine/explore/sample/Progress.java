package io.interlock.engine.explore.sample;

/// How far a search is.
///
/// @param executions run so far
/// @param deliveries in all of them
/// @param properties how many have been broken
public record Progress(long executions, long deliveries, int properties) {}
