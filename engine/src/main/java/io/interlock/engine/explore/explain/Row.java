package io.interlock.engine.explore.explain;

/// One delivery of an explained execution.
///
/// @param step its number, from 0, or [#NEVER]
/// @param atPicos virtual time after it
/// @param sender stable name of the sender
/// @param receiver stable name of the receiver
/// @param words what was delivered, on one line
/// @param weight how much it matters
public record Row(
    int step, long atPicos, String sender, String receiver, String words, Weight weight) {
  /// The step of a delivery that never came.
  public static final int NEVER = -1;

  /// How much a delivery matters to the reader, what matters most first.
  public enum Weight {
    /// Part of an essential race, or the step that broke the property.
    ESSENTIAL,
    /// From outside the actors, or one in which the receiver did not choose the first alternative.
    EVENT,
    /// Any other.
    PLAIN,
    /// After the last decision that matters.
    BY_DEFAULT
  }

  /// Whether the reader must not miss it.
  public boolean isEssential() {
    return weight == Weight.ESSENTIAL;
  }
}
