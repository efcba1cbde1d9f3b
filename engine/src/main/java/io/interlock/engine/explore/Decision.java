package io.interlock.engine.explore;

import java.util.List;

/// One step of a schedule, by names, so that it means the same in every world and JVM.
///
/// @param sender stable name of the sender
/// @param receiver stable name of the receiver
/// @param choices what the handler was answered, in order
public record Decision(String sender, String receiver, List<Integer> choices) {
  public Decision {
    choices = List.copyOf(choices);
  }
}
