package io.interlock.engine.explore.explain;

import io.interlock.engine.explore.explain.Row.Weight;
import java.util.List;

/// Puts a delivery into words.
@FunctionalInterface
public interface Narrator {
  /// The message's own text, without the names of its components and with the paths of actor
  /// references alone, cut where it is long; then the facts in the same way.
  Narrator PLAIN = (_, _, message) -> PlainWords.of(message);

  /// A few words that say what the message asks or tells.
  ///
  /// @param sender stable name of the sender
  /// @param receiver stable name of the receiver
  /// @param message what was delivered
  String words(String sender, String receiver, Object message);

  /// What came of it, in words, or nothing.
  ///
  /// @param facts what the receiver stated about itself when it handled the message
  default String outcome(List<Object> facts) {
    return facts.isEmpty() ? "" : PlainWords.of(facts);
  }

  /// How much the delivery tells by itself: [Weight#EVENT], [Weight#PLAIN] or [Weight#ROUTINE].
  default Weight weight(Object message, List<Object> facts) {
    return Weight.PLAIN;
  }

  /// What people call the actor with this stable name.
  default String name(String stableName) {
    return stableName;
  }
}
