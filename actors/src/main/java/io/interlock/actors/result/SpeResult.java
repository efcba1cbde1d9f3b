package io.interlock.actors.result;

/// What statistical profiling did for a VM: `samples` is the sum of `collisions`, `filtered`,
/// `discarded`, `records` and `lost`, but for what was on its way at the end.
///
/// @param population operations that could have been sampled
/// @param samples operations that were selected
/// @param collisions samples dropped because another was in flight
/// @param filtered samples that a filter dropped
/// @param discarded records that discard mode dropped
/// @param records written to buffers
/// @param lost records that were not written although they should have been
/// @param bytes written to buffers
/// @param managementEvents events of its buffers in hardware
/// @param blackoutSeconds for how long its vCPUs were not sampled because of these
public record SpeResult(
    long population,
    long samples,
    long collisions,
    long filtered,
    long discarded,
    long records,
    long lost,
    long bytes,
    long managementEvents,
    double blackoutSeconds) {}
