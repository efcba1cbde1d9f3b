package io.interlock.engine.explore;

/// The channels of a world by number, from 0, in the order in which they were first seen.
public interface Channels {
  /// How many have been seen.
  int size();

  /// The stable name of the sender: its path, or that of its owner with the name of a timer or
  /// alarm (`host/pe0!SLICE`).
  String sender(int channel);

  /// The stable name of the receiver.
  String receiverName(int channel);

  /// The number of the receiver among the actors.
  int receiver(int channel);

  /// The number of the channel between these, or -1 if it has not been seen.
  int find(String sender, String receiver);

  /// A hash of both names, equal in every JVM.
  long hash(int channel);
}
