package io.interlock.engine.explore;

/// A property is broken.
///
/// @param property its name, such as `single-residency`
/// @param message what was seen, in one line
public record Violation(String property, String message) {}
