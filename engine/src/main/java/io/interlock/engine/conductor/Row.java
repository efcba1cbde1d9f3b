package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import java.util.Arrays;

/// What is on its way on one channel, in order. Immutable, so that many saved states share it.
final class Row {
  static final Row EMPTY = new Row(new Parcel[0]);

  private static final long UNHASHED = 0;

  private final Parcel[] parcels;
  private long hash = UNHASHED;

  private Row(Parcel[] parcels) {
    this.parcels = parcels;
  }

  boolean isEmpty() {
    return parcels.length == 0;
  }

  /// The first; there must be one.
  Parcel head() {
    return parcels[0];
  }

  Row tail() {
    return parcels.length == 1 ? EMPTY : new Row(Arrays.copyOfRange(parcels, 1, parcels.length));
  }

  Row withHead(Parcel first) {
    Parcel[] changed = parcels.clone();
    changed[0] = first;
    return new Row(changed);
  }

  Row with(Parcel last) {
    if (isEmpty()) {
      return new Row(new Parcel[] {last});
    }
    Parcel[] more = Arrays.copyOf(parcels, parcels.length + 1);
    more[parcels.length] = last;
    return new Row(more);
  }

  /// With a timer that is due before those behind it.
  Row withInOrder(Parcel timer) {
    int index = 0;
    while (index < parcels.length && parcels[index].precedes(timer)) {
      index++;
    }
    Parcel[] more = new Parcel[parcels.length + 1];
    System.arraycopy(parcels, 0, more, 0, index);
    more[index] = timer;
    System.arraycopy(parcels, index, more, index + 1, parcels.length - index);
    return new Row(more);
  }

  /// Without what is taken back; the same row if it was not there.
  Row without(Pending pending) {
    for (int i = 0; i < parcels.length; i++) {
      if (parcels[i].pending == pending) {
        Parcel[] rest = new Parcel[parcels.length - 1];
        System.arraycopy(parcels, 0, rest, 0, i);
        System.arraycopy(parcels, i + 1, rest, i, rest.length - i);
        return rest.length == 0 ? EMPTY : new Row(rest);
      }
    }
    return this;
  }

  /// Whether a task of Akka's is among them, which nobody can save.
  boolean holdsAkkaTask() {
    for (Parcel parcel : parcels) {
      if (parcel.pending instanceof Pending.Firing) {
        return true;
      }
    }
    return false;
  }

  /// A hash of the parcels, in their order, at a `place` that stands for the channel.
  long hash(long place, Channel channel, StableHash hashes) {
    if (hash == UNHASHED) {
      long sum = place;
      for (Parcel parcel : parcels) {
        sum = Mix.fold(sum, parcel.hash(channel, hashes));
      }
      hash = sum;
    }
    return hash;
  }
}
