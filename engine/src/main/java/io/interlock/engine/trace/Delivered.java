package io.interlock.engine.trace;

/// One delivery, as an observer sees it.
///
/// @param step number of the delivery, from 1
/// @param atPicos virtual time
/// @param from stable name of the sender
/// @param to stable name of the receiver
/// @param message what was delivered
public record Delivered(long step, long atPicos, String from, String to, Object message) {}
