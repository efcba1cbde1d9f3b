package io.interlock.engine.conductor;

import akka.actor.ActorCell;
import akka.actor.ActorRef;
import akka.actor.Cancellable;
import akka.dispatch.Envelope;
import akka.dispatch.Mailbox;
import io.interlock.engine.trace.Delivered;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHash;
import io.interlock.engine.trace.TraceDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs one world of actors, a delivery at a time, on whichever thread holds its baton.
///
/// All that is on its way is in the [Agenda]. One step takes the first entry, lets virtual time
/// advance to it, delivers it, and then runs whatever Akka wants done at once because of it
/// (creation, stop and watch notices), in order.
public final class Conductor {
  /// The conductor that runs on this thread.
  static final ScopedValue<Conductor> RUNNING = ScopedValue.newInstance();

  /// The conductor whose first actor is being created on this thread.
  static final ScopedValue<Conductor> STAGED = ScopedValue.newInstance();

  /// Progress is published every so many deliveries: a volatile write each would cost a tenth.
  private static final long PUBLISH_MASK = 0xFF;

  private final String name;
  private final long seed;
  private final Wiring wiring;
  private final Observer[] observers;
  private final StableHash hashes;
  private final Executor workers;
  private final ReentrantLock baton = new ReentrantLock();
  private final Queue<Mailbox> fromOutside = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Mailbox> ready = new ArrayDeque<>();
  private final List<Pending.Delivery> told = new ArrayList<>();
  private final Agenda agenda = new Agenda();
  private final TraceDigest digest = new TraceDigest();
  private final ThreadChance threadChance;
  private final Source outside;

  private @Nullable Thread holder;
  private @Nullable Inbox running;
  private Source sender;
  private boolean firing;
  private int sources;
  private long sequence;
  private long spent;
  private long now;
  private long events;
  private volatile long publishedNow;
  private volatile long publishedEvents;
  private volatile boolean interrupted;
  private volatile @Nullable SimulationFailure failure;

  /// A world without actors.
  ///
  /// @param name of the world, for messages
  /// @param seed orders what happens at the same time, and feeds the actors' chance
  /// @param workers runs what Akka itself wants done while nobody runs this world
  public Conductor(
      String name,
      long seed,
      Wiring wiring,
      List<Observer> observers,
      StableHash hashes,
      Executor workers) {
    this.name = name;
    this.seed = Mix.mix(seed);
    this.wiring = wiring;
    this.observers = observers.toArray(Observer[]::new);
    this.hashes = hashes;
    this.workers = workers;
    this.threadChance = new ThreadChance(this.seed);
    this.outside = source("outside");
    this.sender = outside;
  }

  // What the owner of the world asks.

  /// Runs until nothing is pending at or before `untilPicos`.
  ///
  /// @throws SimulationFailure when an actor threw or a foreign thread sent into this world
  public Pause run(long untilPicos) {
    return exclusively(() -> conduct(untilPicos));
  }

  /// Makes a running [#run] come back after the step it is in.
  public void interrupt() {
    interrupted = true;
  }

  /// Virtual time in picoseconds; any thread may ask, and during a run sees a recent value.
  public long now() {
    return publishedNow;
  }

  /// Deliveries so far; any thread may ask, and during a run sees a recent value.
  public long events() {
    return publishedEvents;
  }

  /// The digest of all deliveries so far.
  public String digest() {
    return exclusively(digest::hex);
  }

  /// The name of this world.
  public String name() {
    return name;
  }

  /// Does `work` with Akka believing that the next actor it creates is this world's first.
  public <T> T staging(Supplier<T> work) {
    return ScopedValue.where(STAGED, this).call(work::get);
  }

  /// Sends a message from the outside, to be delivered by a later [#run].
  public void post(ActorRef receiver, Object message) {
    exclusively(
        () -> {
          Inbox to = inbox(receiver);
          Channel channel = channel(outside, to);
          plan(
              new Pending.Delivery(channel, envelope(to, message)),
              channel.arrival(now),
              channel.hash);
          return null;
        });
  }

  /// Delivers a message from the outside at once, as the next step.
  public void deliverNow(ActorRef receiver, Object message) {
    exclusively(
        () -> {
          Inbox to = inbox(receiver);
          deliver(channel(outside, to), envelope(to, message));
          return null;
        });
  }

  /// The state that a behaviour keeps with the engine, by its actor; null where it keeps none.
  public @Nullable Object stateOf(ActorRef actor) {
    return exclusively(() -> inbox(actor).state());
  }

  // What a behaviour asks, by way of its own inbox.

  /// The current time, plus what the running step has spent.
  public long localNow() {
    return now + spent;
  }

  /// Keeps the running actor busy: what it sends departs later, what arrives waits.
  public void spend(long picos) {
    spent += picos;
  }

  /// Sets the running actor's alarm of this key, instead of an earlier one of the same key.
  public void arm(Inbox owner, Enum<?> key, long delayPicos, Object message) {
    AlarmSlot slot = owner.alarm(key);
    disarm(slot);
    Pending.Alarm alarm = new Pending.Alarm(slot, envelope(owner, message));
    slot.armed = alarm;
    plan(alarm, now + spent + delayPicos, slot.channel.hash);
  }

  /// Takes the alarm of this key back; once this returns it does not ring.
  public void disarm(Inbox owner, Enum<?> key) {
    disarm(owner.alarm(key));
  }

  /// Tells the observers a fact about an actor.
  public void state(Inbox actor, Object fact) {
    for (Observer observer : observers) {
      observer.stated(now + spent, actor.name(), fact);
    }
  }

  /// Says whether anybody observes, so that facts nobody hears need not be made.
  public boolean observed() {
    return observers.length > 0;
  }

  /// Ends the run: an actor failed in a way that no rule of the simulated machine describes.
  public void fail(Inbox actor, Object message, Throwable cause) {
    if (failure == null) {
      failure =
          new SimulationFailure(
              "actor %s failed at step %d (%d ps) on %s: %s"
                  .formatted(actor.name(), events, now, message, cause),
              cause);
    }
  }

  // What the dispatcher and the scheduler ask.

  Inbox admit(ActorCell cell) {
    String path = cell.self().path().toStringWithoutAddress();
    int root = path.indexOf('/', "/user/".length());
    Source source = source(root < 0 ? "stage" : path.substring(root + 1));
    return new Inbox(this, cell, source, Mix.fold(seed, source.hash()));
  }

  void send(Inbox to, Envelope envelope) {
    if (Thread.currentThread() != holder) {
      refuse(to, envelope);
      return;
    }
    Channel channel = channel(sender, to);
    Pending.Delivery delivery = new Pending.Delivery(channel, envelope);
    if (firing) {
      told.add(delivery);
    } else {
      plan(delivery, channel.arrival(now + spent), channel.hash);
    }
  }

  void schedule(Mailbox mailbox) {
    if (Thread.currentThread() == holder) {
      ready.add(mailbox);
    } else {
      fromOutside.add(mailbox);
      workers.execute(() -> exclusively(() -> null));
    }
  }

  void execute(Runnable task) {
    plan(new Pending.Firing(sender, task, false), now + spent, sender.hash());
  }

  Cancellable timer(long delayPicos, long intervalPicos, Runnable task) {
    Source source = running == null ? sender : running.timers();
    return new Timer(this, source, task, now + spent + delayPicos, intervalPicos);
  }

  void plan(Pending pending, long at, long tie) {
    pending.at = at;
    pending.tie = Mix.fold(seed ^ at, tie);
    pending.sequence = sequence++;
    agenda.add(pending);
  }

  void cancel(Pending pending) {
    agenda.remove(pending);
  }

  Source source(String sourceName) {
    return Source.of(sources++, sourceName);
  }

  Channel alarmChannel(Inbox owner, Enum<?> key) {
    return new Channel(source(owner.name() + "!" + key.name()), owner, 0);
  }

  // The run itself.

  private Pause conduct(long untilPicos) {
    while (!interrupted) {
      if (failure != null) {
        throw failure;
      }
      Pending first = agenda.first();
      if (first == null || first.at > untilPicos) {
        now = Math.max(now, first == null ? now : untilPicos);
        return first == null ? Pause.QUIESCENT : Pause.HORIZON;
      }
      agenda.poll();
      now = Math.max(now, first.at);
      perform(first);
    }
    return Pause.INTERRUPTED;
  }

  private void perform(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> arrive(delivery.channel.to, delivery);
      case Pending.Alarm alarm -> arrive(alarm.slot.channel.to, alarm);
      case Pending.Firing timer -> fire(timer);
      case Pending.Ready turn -> resume(turn.inbox);
    }
  }

  private void arrive(Inbox to, Pending pending) {
    if (to.hasWaiting()) {
      to.await(pending);
    } else if (to.busyUntil > now) {
      to.await(pending);
      plan(new Pending.Ready(to), to.busyUntil, to.source.hash());
    } else {
      deliver(pending);
    }
  }

  private void resume(Inbox inbox) {
    deliver(inbox.nextWaiting());
    if (inbox.hasWaiting()) {
      plan(new Pending.Ready(inbox), Math.max(now, inbox.busyUntil), inbox.source.hash());
    }
  }

  private void deliver(Pending pending) {
    switch (pending) {
      case Pending.Delivery delivery -> deliver(delivery.channel, delivery.envelope);
      case Pending.Alarm alarm -> {
        if (!alarm.disarmed) {
          alarm.slot.armed = null;
          deliver(alarm.slot.channel, alarm.envelope);
        }
      }
      case Pending.Firing _, Pending.Ready _ ->
          throw new IllegalStateException("only messages wait for an actor");
    }
  }

  private void deliver(Channel channel, Envelope envelope) {
    Inbox to = channel.to;
    if ((++events & PUBLISH_MASK) == 0) {
      publish();
    }
    digest.add(Mix.fold(Mix.fold(channel.hash, now), hashes.of(envelope.message())));
    if (observers.length > 0) {
      observe(channel, envelope);
    }
    Mailbox mailbox = to.cell.mailbox();
    if (to.stopped) {
      mailbox.enqueue(to.cell.self(), envelope);
    } else {
      to.enqueue(to.cell.self(), envelope);
      if (mailbox.canBeScheduledForExecution(true, false) && mailbox.setAsScheduled()) {
        handle(to, mailbox);
      }
    }
    settle();
  }

  private void observe(Channel channel, Envelope envelope) {
    Delivered delivered =
        new Delivered(
            events, now, channel.from.name(), channel.to.source.name(), envelope.message());
    for (Observer observer : observers) {
      observer.delivered(delivered);
    }
  }

  private void fire(Pending.Firing timer) {
    sender = timer.source;
    firing = timer.deliversAtOnce;
    try {
      timer.task.run();
    } finally {
      firing = false;
      sender = outside;
    }
    settle();
    if (told.isEmpty()) {
      return;
    }
    List<Pending.Delivery> due = List.copyOf(told);
    told.clear();
    for (Pending.Delivery delivery : due) {
      arrive(delivery.channel.to, delivery);
    }
  }

  private void settle() {
    for (Mailbox mailbox = ready.poll(); mailbox != null; mailbox = ready.poll()) {
      handle((Inbox) mailbox.messageQueue(), mailbox);
    }
  }

  private void handle(Inbox inbox, Mailbox mailbox) {
    running = inbox;
    sender = inbox.source;
    spent = 0;
    try {
      mailbox.run();
    } finally {
      if (spent > 0) {
        inbox.busyUntil = now + spent;
      }
      spent = 0;
      running = null;
      sender = outside;
    }
  }

  private <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    baton.lock();
    try {
      boolean outermost = baton.getHoldCount() == 1;
      if (!outermost) {
        return work.get();
      }
      holder = Thread.currentThread();
      long own = threadChance.enter();
      try {
        return ScopedValue.where(RUNNING, this)
            .call(
                () -> {
                  admitFromOutside();
                  T result = work.get();
                  admitFromOutside();
                  publish();
                  return result;
                });
      } finally {
        threadChance.leave(own);
        holder = null;
      }
    } finally {
      baton.unlock();
    }
  }

  private void publish() {
    publishedNow = now;
    publishedEvents = events;
  }

  private void admitFromOutside() {
    for (Mailbox mailbox = fromOutside.poll(); mailbox != null; mailbox = fromOutside.poll()) {
      ready.add(mailbox);
    }
    settle();
  }

  private Channel channel(Source from, Inbox to) {
    Channel channel = to.channels.get(from.id());
    if (channel == null) {
      long latency =
          from.id() == to.source.id() || from.name().indexOf('!') >= 0
              ? 0
              : wiring.latencyPicos(from.name(), to.name());
      channel = new Channel(from, to, latency);
      to.channels.put(channel);
    }
    return channel;
  }

  private void disarm(AlarmSlot slot) {
    Pending.Alarm armed = slot.armed;
    if (armed != null) {
      slot.armed = null;
      armed.disarmed = true;
      agenda.remove(armed);
    }
  }

  private Inbox inbox(ActorRef ref) {
    Inbox inbox = ConductedDispatcher.inboxOf(ref);
    if (inbox == null || inbox.conductor != this) {
      throw new IllegalArgumentException(ref + " is not an actor of simulation " + name);
    }
    return inbox;
  }

  private static Envelope envelope(Inbox to, Object message) {
    return Envelope.apply(message, ActorRef.noSender(), to.cell.system());
  }

  private void refuse(Inbox to, Envelope envelope) {
    if (failure == null) {
      failure =
          new SimulationFailure(
              "a message from outside reached simulation %s: thread %s sent %s to %s; only its own actors and Simulation.tell may"
                  .formatted(
                      name, Thread.currentThread().getName(), envelope.message(), to.name()));
    }
  }
}
