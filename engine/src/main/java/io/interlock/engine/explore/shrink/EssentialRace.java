package io.interlock.engine.explore.shrink;

/// Two deliveries whose order the violation needs: turned round, the property holds.
///
/// @param first the step (from 0) that must come first
/// @param second the step that must not come before it, or [#NEVER] where it never comes
/// @param sender stable name of the sender of the second delivery
/// @param receiver stable name of its receiver
public record EssentialRace(int first, int second, String sender, String receiver) {
  /// The second delivery is still pending where the property breaks, or the first made it vanish.
  public static final int NEVER = -1;
}
