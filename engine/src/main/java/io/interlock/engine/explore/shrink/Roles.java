package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.World;
import java.util.HashMap;
import java.util.Map;

/// Lets an actor play what was planned for another of the same role, such as `core2` for `core1`,
/// once what was planned has become impossible: a delivery less, and the work goes elsewhere.
///
/// Whoever stands in goes on to do so until the plan ends. Actors have the same role if their names
/// differ in nothing but numbers.
final class Roles {
  static final int NOBODY = -1;

  private final World world;
  private final Map<String, String> standIns = new HashMap<>();

  Roles(World world) {
    this.world = world;
  }

  /// What to deliver for a planned channel: itself, or that of stand-ins, or [#NOBODY].
  int cast(int planned) {
    Channels channels = world.channels();
    String sender = channels.sender(planned);
    String receiver = channels.receiverName(planned);
    int known =
        channels.find(
            standIns.getOrDefault(sender, sender), standIns.getOrDefault(receiver, receiver));
    return known >= 0 && isEnabled(known) ? known : standIn(sender, receiver);
  }

  private int standIn(String sender, String receiver) {
    Channels channels = world.channels();
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      String otherSender = channels.sender(channel);
      String otherReceiver = channels.receiverName(channel);
      if (mayPlay(sender, otherSender) && mayPlay(receiver, otherReceiver)) {
        standIns.put(sender, otherSender);
        standIns.put(receiver, otherReceiver);
        return channel;
      }
    }
    return NOBODY;
  }

  private boolean mayPlay(String planned, String other) {
    String known = standIns.get(planned);
    return known == null ? role(planned).equals(role(other)) : known.equals(other);
  }

  private boolean isEnabled(int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return true;
      }
    }
    return false;
  }

  private static String role(String name) {
    return name.replaceAll("[0-9]+", "#");
  }
}
