package io.interlock.engine.explore;

import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHashed;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A property of a searched system, as an observer of its deliveries and facts.
///
/// What it remembers is part of the state that a search goes back to, hence the copy and the hash:
/// equal hashes for memories with equal futures.
public interface Monitor extends Observer, StableHashed {
  /// The name of the property, such as `single-residency`.
  String property();

  /// What the last step broke, in one line, or null; asked after each step.
  @Nullable String broken(States states);

  /// What is broken about an execution that ends here, or null.
  @Nullable String brokenAtEnd(States states);

  /// Whether this property is about what must happen some time: a scene with such properties need
  /// not come to an end.
  default boolean awaits() {
    return false;
  }

  /// What has yet to happen, or null; the same text for as long as it is the same thing.
  default @Nullable String awaited(States states) {
    return null;
  }

  /// An equal monitor that shares no memory with this one.
  Monitor copy();

  /// This property where `counts` says so of what is broken; other violations pass unnoticed, as if
  /// they held, and the execution goes on.
  default Monitor judging(Predicate<Violation> counts) {
    return new SelectiveMonitor(this, counts);
  }

  /// A property of the states after every step.
  static Monitor always(String property, Function<States, @Nullable String> broken) {
    return new StateMonitor(property, broken, _ -> null);
  }

  /// What must not stay so for ever, such as that somebody waits: neither to the end of an
  /// execution, nor through all of its steps in fair order.
  ///
  /// @param awaited says what is so, or null; the same text for as long as it is the same thing
  static Monitor eventually(String property, Function<States, @Nullable String> awaited) {
    return new EventualMonitor(property, awaited);
  }

  /// A property of the states when nothing more can happen, such as that all work is done.
  static Monitor atEnd(String property, Function<States, @Nullable String> broken) {
    return new StateMonitor(property, _ -> null, broken);
  }
}
