package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for the actors and channels of a searched world, by stable name: the same number for as
/// long as the world exists, whatever comes and goes in it.
public final class ChannelBook {
  /// A channel's name.
  private record Ends(String sender, String receiver) {}

  private final Map<String, Integer> actors = new HashMap<>();
  private final List<String> actorNames = new ArrayList<>();
  private final Map<Ends, Integer> channels = new HashMap<>();
  private final List<Ends> ends = new ArrayList<>();
  private int[] receivers = new int[32];
  private long[] hashes = new long[32];

  /// How many actors there have been.
  public int actors() {
    return actorNames.size();
  }

  /// The stable name of an actor.
  public String actor(int number) {
    return actorNames.get(number);
  }

  /// The number of the actor with this name, or -1.
  public int findActor(String name) {
    return actors.getOrDefault(name, -1);
  }

  /// How many channels there have been.
  public int channels() {
    return ends.size();
  }

  /// The stable name of a channel's sender.
  public String sender(int channel) {
    return ends.get(channel).sender();
  }

  /// The stable name of a channel's receiver.
  public String receiverName(int channel) {
    return ends.get(channel).receiver();
  }

  /// The number of a channel's receiver.
  public int receiver(int channel) {
    return receivers[channel];
  }

  /// A hash of a channel's name, equal in every JVM.
  public long hash(int channel) {
    return hashes[channel];
  }

  /// The number of the channel between these, or -1.
  public int find(String sender, String receiver) {
    return channels.getOrDefault(new Ends(sender, receiver), -1);
  }

  /// The number of an actor, given when it is first seen.
  int actor(String name) {
    return actors.computeIfAbsent(
        name,
        _ -> {
          actorNames.add(name);
          return actorNames.size() - 1;
        });
  }

  /// The number of a channel, given when it is first seen.
  int channel(Channel channel) {
    Ends name = new Ends(channel.from.name(), channel.to.name());
    Integer known = channels.get(name);
    if (known != null) {
      return known;
    }
    int number = ends.size();
    if (number == receivers.length) {
      receivers = java.util.Arrays.copyOf(receivers, 2 * number);
      hashes = java.util.Arrays.copyOf(hashes, 2 * number);
    }
    ends.add(name);
    channels.put(name, number);
    receivers[number] = channel.to.number;
    hashes[number] = Mix.fold(channel.from.hash(), channel.to.source.hash());
    return number;
  }
}
