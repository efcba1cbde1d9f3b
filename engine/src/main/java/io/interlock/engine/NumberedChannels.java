package io.interlock.engine;

import io.interlock.engine.conductor.ChannelBook;
import io.interlock.engine.explore.Channels;

/// The channels of a world of actors, as searches see them.
record NumberedChannels(ChannelBook book) implements Channels {
  @Override
  public int size() {
    return book.channels();
  }

  @Override
  public String sender(int channel) {
    return book.sender(channel);
  }

  @Override
  public String receiverName(int channel) {
    return book.receiverName(channel);
  }

  @Override
  public int receiver(int channel) {
    return book.receiver(channel);
  }

  @Override
  public int find(String sender, String receiver) {
    return book.find(sender, receiver);
  }

  @Override
  public long hash(int channel) {
    return book.hash(channel);
  }
}
