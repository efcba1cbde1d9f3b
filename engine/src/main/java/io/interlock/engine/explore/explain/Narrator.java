package io.interlock.engine.explore.explain;

import java.util.List;

/// Puts a delivery into words.
@FunctionalInterface
public interface Narrator {
  /// The message's own text, without the names of its components and with the paths of actor
  /// references alone, cut where it is long; then the facts in the same way.
  Narrator PLAIN = (_, _, message, facts) -> PlainWords.of(message, facts);

  /// A few words that say what the message asks or tells, and what came of it.
  ///
  /// @param sender stable name of the sender
  /// @param receiver stable name of the receiver
  /// @param message what was delivered
  /// @param facts what the receiver stated about itself when it handled the message
  String words(String sender, String receiver, Object message, List<Object> facts);
}
