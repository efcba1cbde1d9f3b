package io.interlock.engine;

/// A mutable state that can be copied, so that a search can go back to it.
///
/// States are compared by their fields. `transient` are those that do not count, because they never
/// change or follow from the others.
///
/// @param <S> the state itself
public interface Copyable<S> {
  /// An equal state that shares nothing mutable with this one.
  S copy();
}
