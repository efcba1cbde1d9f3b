package io.interlock.actors.result;

/// How far a run has come.
///
/// @param virtualPicos virtual time that has passed on the slowest host
/// @param totalPicos virtual time that is to pass
/// @param events deliveries so far, on all hosts
/// @param wallNanos wall-clock time since the run began
public record Progress(long virtualPicos, long totalPicos, long events, long wallNanos) {}
