package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// All that is on its way in a searched world, by channel, and which heads may be delivered.
///
/// Any message may. Of the alarms and timers of one actor, only those that are due first may: no
/// clock lets a later one overtake. So one that is set or taken back decides whether others can
/// ring.
final class Parcels {
  private final ChannelBook book;
  private final StableHash hashes;
  private final ReadyList ready = new ReadyList();
  private @Nullable Channel[] channels = new Channel[32];
  private Row[] rows = emptyRows(32);
  private boolean[] timers = new boolean[32];
  private @Nullable AlarmSlot[] slots = new AlarmSlot[32];
  private int[][] timersOf = new int[16][];
  private boolean alikeOutside;

  Parcels(ChannelBook book, StableHash hashes) {
    this.book = book;
    this.hashes = hashes;
  }

  /// Whether what waits counts by its receiver only, where it comes from outside all actors.
  void alikeOutside(boolean alike) {
    alikeOutside = alike;
  }

  ReadyList ready() {
    return ready;
  }

  Channel channel(int number) {
    Channel channel = channels[number];
    if (channel == null) {
      throw new IllegalStateException("channel " + number + " is not open");
    }
    return channel;
  }

  Parcel head(int number) {
    return rows[number].head();
  }

  void addMessage(Channel channel, Parcel parcel) {
    int number = numberOf(channel);
    Row row = rows[number];
    rows[number] = row.with(parcel);
    if (row.isEmpty()) {
      ready.add(number, parcel);
    }
  }

  /// Adds an alarm (with its slot) or a timer of the channel's receiver.
  ///
  /// @param displaced is told the channels whose heads could ring until now, and cannot any more
  void addTimer(Channel channel, @Nullable AlarmSlot slot, Parcel parcel, IntConsumer displaced) {
    int number = numberOf(channel);
    int owner = book.receiver(number);
    if (!timers[number]) {
      timers[number] = true;
      timersOf[owner] = with(timersOf[owner], number);
    }
    slots[number] = slot;
    rows[number] = rows[number].withInOrder(parcel);
    readyTimers(owner, parcel.sentAt, displaced);
  }

  /// Takes the head of a channel, as the step with this number.
  Parcel take(int number, int step) {
    Row row = rows[number];
    Parcel head = row.head();
    ready.remove(number);
    rows[number] = row.tail();
    if (timers[number]) {
      readyTimers(book.receiver(number), step, Parcels::nobodyIsTold);
    } else if (!rows[number].isEmpty()) {
      ready.add(number, rows[number].head());
    }
    return head;
  }

  /// Takes an alarm or a timer back, in the step with this number; says whether it could ring.
  boolean cancel(Channel channel, Pending pending, int step) {
    int number = numberOf(channel);
    Row row = rows[number];
    boolean couldRing = ready.contains(number) && row.head().pending == pending;
    rows[number] = row.without(pending);
    if (couldRing) {
      ready.remove(number);
    }
    readyTimers(book.receiver(number), step, Parcels::nobodyIsTold);
    return couldRing;
  }

  /// Loses all that is on its way to an actor; returns the channels whose head could deliver.
  List<Integer> dropAllTo(int actor) {
    List<Integer> dropped = new ArrayList<>();
    for (int number = 0; number < book.channels(); number++) {
      if (book.receiver(number) == actor && !rows[number].isEmpty()) {
        rows[number] = Row.EMPTY;
        if (ready.contains(number)) {
          ready.remove(number);
          dropped.add(number);
        }
      }
    }
    return dropped;
  }

  /// Loses everything.
  void clear() {
    Arrays.fill(rows, Row.EMPTY);
    Arrays.fill(channels, null);
    ready.clear();
  }

  /// The name of a sender from which a task of Akka's is on its way, or null.
  @Nullable String akkaTask() {
    for (int number = 0; number < book.channels(); number++) {
      if (rows[number].holdsAkkaTask()) {
        return book.sender(number);
      }
    }
    return null;
  }

  /// The sum over all channels, whatever the order in which they were filled.
  long hash(long seed) {
    long sum = 0;
    for (int number = 0; number < book.channels(); number++) {
      if (!rows[number].isEmpty()) {
        Channel channel = channel(number);
        sum += Mix.mix(seed ^ rows[number].hash(place(channel), channel, hashes));
      }
    }
    return sum;
  }

  private long place(Channel channel) {
    boolean nameless = alikeOutside && channel.from.kind() == Source.Kind.OUTSIDE;
    return nameless ? channel.to.source.hash() : channel.hash;
  }

  Row[] saveRows() {
    return Arrays.copyOf(rows, book.channels());
  }

  void load(Row[] saved, int[] savedReady) {
    System.arraycopy(saved, 0, rows, 0, saved.length);
    Arrays.fill(rows, saved.length, book.channels(), Row.EMPTY);
    ready.load(savedReady, rows);
    for (int number = 0; number < book.channels(); number++) {
      AlarmSlot slot = slots[number];
      if (slot != null) {
        slot.armed = rows[number].isEmpty() ? null : (Pending.Alarm) rows[number].head().pending;
      }
    }
  }

  /// The number of a channel, opened if need be.
  int numberOf(Channel channel) {
    if (channel.number == Inbox.UNNUMBERED) {
      channel.number = book.channel(channel);
      reserve(channel.number);
      channels[channel.number] = channel;
    }
    return channel.number;
  }

  private static void nobodyIsTold(int channel) {}

  /// Lets those timers of an actor ring that are due first, since `step` if they could not before.
  private void readyTimers(int owner, int step, IntConsumer displaced) {
    long due = VirtualTime.NEVER;
    for (int number : timersOf[owner]) {
      due = rows[number].isEmpty() ? due : Math.min(due, rows[number].head().at);
    }
    for (int number : timersOf[owner]) {
      Row row = rows[number];
      Parcel before = ready.head(number);
      Parcel now = row.isEmpty() || row.head().at != due ? null : row.head();
      if (before == now) {
        continue;
      }
      if (before != null) {
        ready.remove(number);
        displaced.accept(number);
      }
      if (now != null) {
        Parcel since = now.sentAt == step ? now : now.since(step);
        rows[number] = row.withHead(since);
        ready.add(number, since);
      }
    }
  }

  private void reserve(int number) {
    if (number >= rows.length) {
      int length = 2 * rows.length;
      int known = rows.length;
      channels = Arrays.copyOf(channels, length);
      rows = Arrays.copyOf(rows, length);
      Arrays.fill(rows, known, length, Row.EMPTY);
      timers = Arrays.copyOf(timers, length);
      slots = Arrays.copyOf(slots, length);
    }
    while (book.receiver(number) >= timersOf.length) {
      timersOf = Arrays.copyOf(timersOf, 2 * timersOf.length);
    }
  }

  private static int[] with(int @Nullable [] some, int one) {
    int[] more = some == null ? new int[1] : Arrays.copyOf(some, some.length + 1);
    more[more.length - 1] = one;
    return more;
  }

  private static Row[] emptyRows(int count) {
    Row[] rows = new Row[count];
    Arrays.fill(rows, Row.EMPTY);
    return rows;
  }
}
