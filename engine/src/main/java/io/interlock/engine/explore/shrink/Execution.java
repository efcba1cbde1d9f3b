package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An execution as it went, with all that shrinking asks about it.
///
/// @param steps what was delivered, in order
/// @param pending what could have been delivered next
/// @param violation what broke, in the last step or in that the execution ended there
/// @param atEnd whether the end was what broke it
record Execution(
    List<Step> steps, List<Pending> pending, @Nullable Violation violation, boolean atEnd) {
  /// One delivery.
  ///
  /// @param receiver the number of the actor
  /// @param sentAt the step that sent the message
  /// @param external whether the sender is no actor: a timer, a line, the outside
  /// @param touched actors that the step touched
  /// @param lost channels whose head it made vanish
  /// @param byDefault whether the default order would have done the same
  record Step(
      Pick pick,
      int receiver,
      int sentAt,
      boolean external,
      List<Integer> touched,
      List<Integer> lost,
      boolean byDefault) {}

  /// A head that nobody delivered.
  record Pending(int channel, int receiver, int sentAt) {}

  boolean breaks(String property) {
    return violation != null && violation.property().equals(property);
  }

  /// The picks that must be listed; an execution that is judged at its end goes on by default.
  List<Pick> picks() {
    return steps.subList(0, listed()).stream().map(Step::pick).toList();
  }

  /// How many steps must be listed.
  int listed() {
    int listed = steps.size();
    while (atEnd && listed > 0 && steps.get(listed - 1).byDefault()) {
      listed--;
    }
    return listed;
  }

  /// The first step that is not in the default order, or the number of steps.
  int departure() {
    int departure = 0;
    while (departure < steps.size() && steps.get(departure).byDefault()) {
      departure++;
    }
    return departure;
  }

  Length length() {
    int listed = listed();
    long choices = 0;
    int switches = 0;
    for (int i = 0; i < listed; i++) {
      for (int choice : steps.get(i).pick().choices()) {
        choices += choice;
      }
      if (i > 0 && steps.get(i).receiver() != steps.get(i - 1).receiver()) {
        switches++;
      }
    }
    return new Length(listed, choices, Math.max(0, listed - departure()), switches);
  }
}
