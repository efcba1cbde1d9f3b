package io.interlock.engine.trace;

/// Watches a simulation and never takes part in it.
///
/// Calls come one at a time. In live mode `delivered` is not called, because nobody orders the
/// deliveries there.
public interface Observer {
  /// A delivery is about to be handled.
  default void delivered(Delivered delivery) {}

  /// Whether [#stated] does anything with facts of that class; always the same answer. What nobody
  /// hears need not be said.
  default boolean hears(Class<?> fact) {
    return true;
  }

  /// An actor stated a fact about itself.
  ///
  /// @param atPicos time in the run
  /// @param actor stable name
  /// @param fact what it stated, an immutable value
  default void stated(long atPicos, String actor, Object fact) {}
}
