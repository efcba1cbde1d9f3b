package io.interlock.engine.explore.explain;

/// One delivery of an explained execution.
///
/// @param step its number, from 0, or [#NEVER]
/// @param atPicos virtual time after it
/// @param sender name of the sender
/// @param receiver name of the receiver
/// @param words what was delivered, on one line
/// @param outcome what came of it, on one line, or empty
/// @param weight how much it matters
public record Row(
    int step,
    long atPicos,
    String sender,
    String receiver,
    String words,
    String outcome,
    Weight weight) {
  /// The step of a delivery that never came.
  public static final int NEVER = -1;

  /// How much a delivery matters to the reader, what matters most first.
  public enum Weight {
    /// Part of an essential race, the step that broke the property, or the one that left the
    /// default order.
    ESSENTIAL,
    /// From outside the actors, one in which the receiver did not choose the first alternative, or
    /// one that the narrator finds worth telling.
    EVENT,
    /// Any other.
    PLAIN,
    /// After the last decision that matters.
    BY_DEFAULT,
    /// What says nothing that is not known, such as that something asked for was done. Tables and
    /// diagrams leave it out.
    ROUTINE
  }

  /// Whether the reader must not miss it.
  public boolean isEssential() {
    return weight == Weight.ESSENTIAL;
  }

  /// What was delivered and what came of it.
  public String text() {
    return outcome.isEmpty() ? words : words + " => " + outcome;
  }

  Row weighing(Weight other) {
    return new Row(step, atPicos, sender, receiver, words, outcome, other);
  }
}
