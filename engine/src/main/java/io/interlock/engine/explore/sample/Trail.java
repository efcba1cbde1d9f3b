package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.World;
import io.interlock.engine.trace.Mix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the running execution goes that none had been when its generation began.
final class Trail {
  private final World world;
  private final Coverage coverage;
  private final Marks lastEvent = new Marks(); // of an actor
  private final LongTable newOrderings = new LongTable();
  private final LongTable newStates = new LongTable();
  private long[] channelHashes = new long[0];
  private @Nullable Object[] usualKinds = new Object[0];
  private long[] usualEvents = new long[0];
  private long event;
  private boolean isNew;

  Trail(World world, Coverage coverage) {
    this.world = world;
    this.coverage = coverage;
  }

  void begin() {
    lastEvent.clear();
    newOrderings.clear();
    newStates.clear();
  }

  /// The head of `channel` is about to be delivered.
  void delivering(int channel) {
    int actor = world.channels().receiver(channel);
    event = event(channel, world.head(channel));
    long ordering = Mix.fold(lastEvent.get(actor, 0), event);
    isNew = !coverage.hasOrdering(ordering) && newOrderings.add(ordering);
    lastEvent.set(actor, event);
  }

  /// It was delivered. Says whether that, or the state in which it left the receiver, is new.
  boolean sawNew() {
    long state = Mix.fold(event, world.stepHash());
    return (!coverage.hasState(state) && newStates.add(state)) || isNew;
  }

  /// Pairs of events that followed each other at one actor.
  long[] newOrderings() {
    return newOrderings.toArray();
  }

  long[] newStates() {
    return newStates.toArray();
  }

  /// A delivery as its channel and the kind of its message. Most channels carry one kind.
  private long event(int channel, Object message) {
    if (channel >= channelHashes.length) {
      grow();
    }
    Object kind = MessageType.of(message);
    if (kind != usualKinds[channel]) {
      usualKinds[channel] = kind;
      usualEvents[channel] = Mix.fold(channelHashes[channel], MessageType.hash(message));
    }
    return usualEvents[channel];
  }

  private void grow() {
    int known = channelHashes.length;
    Channels channels = world.channels();
    channelHashes = Arrays.copyOf(channelHashes, channels.size());
    usualKinds = Arrays.copyOf(usualKinds, channels.size());
    usualEvents = Arrays.copyOf(usualEvents, channels.size());
    for (int i = known; i < channelHashes.length; i++) {
      channelHashes[i] = channels.hash(i);
    }
  }
}
