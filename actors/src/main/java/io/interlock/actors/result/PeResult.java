package io.interlock.actors.result;

/// What one PE did.
///
/// @param host name of its host
/// @param cpu its number there, as Linux counts
/// @param coreType what kind of core it is: `Cortex-A76`
/// @param utilisation part of the time that a thread ran on it, 0 to 1
/// @param interrupts physical interrupts that it took
/// @param switches context switches
/// @param interruptLatency from the raising of a physical interrupt (its line rose, a timer of the
///     host's expired, another PE sent the SGI) to the host's handler
public record PeResult(
    String host,
    int cpu,
    String coreType,
    double utilisation,
    long interrupts,
    long switches,
    LatencySummary interruptLatency) {}
