package io.interlock.actors.result;

/// A property that was broken.
///
/// @param property its name
/// @param message what happened
/// @param at when, in virtual seconds
public record Violation(String property, String message, double at) {}
