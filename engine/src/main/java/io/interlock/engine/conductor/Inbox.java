package io.interlock.engine.conductor;

import akka.actor.ActorCell;
import akka.actor.ActorRef;
import akka.dispatch.Envelope;
import akka.dispatch.MessageQueue;
import io.interlock.engine.trace.Mix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mailbox of a conducted actor, and what the conductor knows of that actor.
///
/// A message is here only for the moment between its delivery and its handler; all that is on its
/// way is in the conductor's [Agenda].
public final class Inbox implements MessageQueue {
  static final int UNNUMBERED = -1;

  /// What an actor whose behaviour keeps its state here sees of its world.
  public interface View {
    /// The inbox of the actor.
    Inbox inbox();

    /// The behaviour that goes on with the state.
    Object behaviour();
  }

  final Conductor conductor;
  final ActorCell cell;
  final Source source;
  final ChannelTable channels = new ChannelTable();
  long busyUntil;
  int number = UNNUMBERED;
  boolean stopped;

  private @Nullable Envelope next;
  private @Nullable ArrayDeque<Envelope> overflow;
  private @Nullable ArrayDeque<Pending> waiting;
  private @Nullable List<AlarmSlot> alarms;
  private @Nullable Source timers;
  private long chance;
  private @Nullable Object state;
  private @Nullable View view;

  Inbox(Conductor conductor, ActorCell cell, Source source, long chance) {
    this.conductor = conductor;
    this.cell = cell;
    this.source = source;
    this.chance = chance;
  }

  /// The stable name of the actor.
  public String name() {
    return source.name();
  }

  /// The hash of the stable name.
  public long nameHash() {
    return source.hash();
  }

  /// The conductor of the world this actor lives in.
  public Conductor conductor() {
    return conductor;
  }

  /// The state of a behaviour that keeps its state with the engine, or null.
  public @Nullable Object state() {
    return state;
  }

  /// Replaces the state.
  public void state(Object next) {
    state = next;
  }

  /// What the actor sees of its world, or null where its state is not here.
  public @Nullable View view() {
    return view;
  }

  /// The actor keeps its state here from now on.
  public void view(View actors) {
    view = actors;
  }

  /// A message to this actor, as Akka hands it over; who sent it is the conductor's business.
  Envelope envelope(Object message) {
    return Envelope.apply(message, ActorRef.noSender(), cell.system());
  }

  /// The next word of this actor's own stream of chance, a function of the seed and its name.
  public long chance() {
    chance += Mix.GOLDEN;
    return Mix.mix(chance);
  }

  /// Whether this is the actor that stands above all others of its world.
  boolean isRoot() {
    return conductor.isRoot(this);
  }

  /// Where this actor's stream of chance is.
  long chancePosition() {
    return chance;
  }

  void chancePosition(long position) {
    chance = position;
  }

  boolean hasWaiting() {
    return waiting != null && !waiting.isEmpty();
  }

  void await(Pending pending) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waiting.add(pending);
  }

  Pending nextWaiting() {
    if (waiting == null) {
      throw new IllegalStateException("nothing waits for " + name());
    }
    return waiting.remove();
  }

  /// The slot of this actor's alarm with this key, made when first asked for.
  AlarmSlot alarm(Enum<?> key) {
    if (alarms != null) {
      for (AlarmSlot slot : alarms) {
        if (slot.key == key) {
          return slot;
        }
      }
    }
    return addAlarm(key, conductor.inside(this, key.name()));
  }

  private AlarmSlot addAlarm(Enum<?> key, Source source) {
    if (alarms == null) {
      alarms = new ArrayList<>(2);
    }
    AlarmSlot slot = new AlarmSlot(key, new Channel(source, this, 0));
    alarms.add(slot);
    return slot;
  }

  /// Its alarms, armed or not.
  List<AlarmSlot> alarms() {
    return alarms == null ? List.of() : alarms;
  }

  /// What waits for it, in order.
  List<Pending> waiting() {
    return waiting == null ? List.of() : List.copyOf(waiting);
  }

  /// As [#timers], where there have been any.
  @Nullable Source knownTimers() {
    return timers;
  }

  /// Becomes what was saved of the actor, but for what waits for it.
  void goOn(Snapshot.Part part) {
    busyUntil = part.busyUntil();
    chance = part.chance();
    state = part.state();
    timers = part.timers();
    for (Snapshot.Bell bell : part.bells()) {
      addAlarm(bell.key(), bell.source());
    }
  }

  /// The pseudo-sender of what Akka's scheduler does for this actor.
  Source timers() {
    if (timers == null) {
      timers = conductor.inside(this, "timer");
    }
    return timers;
  }

  @Override
  public void enqueue(ActorRef receiver, Envelope envelope) {
    if (next == null) {
      next = envelope;
    } else {
      if (overflow == null) {
        overflow = new ArrayDeque<>();
      }
      overflow.add(envelope);
    }
  }

  @Override
  public @Nullable Envelope dequeue() {
    Envelope head = next;
    next = overflow == null ? null : overflow.poll();
    return head;
  }

  @Override
  public int numberOfMessages() {
    return (next == null ? 0 : 1) + (overflow == null ? 0 : overflow.size());
  }

  @Override
  public boolean hasMessages() {
    return next != null;
  }

  @Override
  public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
    stopped = true;
    if (alarms != null) {
      alarms.forEach(conductor::disarm);
    }
    conductor.stopped(this);
    for (Envelope left = dequeue(); left != null; left = dequeue()) {
      deadLetters.enqueue(owner, left);
    }
  }
}
