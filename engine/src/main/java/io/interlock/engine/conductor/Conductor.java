package io.interlock.engine.conductor;

import akka.actor.ActorCell;
import akka.actor.ActorPath;
import akka.actor.ActorRef;
import akka.actor.Cancellable;
import akka.actor.Terminated;
import akka.dispatch.Envelope;
import akka.dispatch.Mailbox;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.Observer;
import io.interlock.engine.trace.StableHash;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stands between Akka and one world of actors, so that nothing happens there out of order.
///
/// Its owner, its actors and Akka ask here. Whoever may enter holds the [Baton]; what happens
/// inside is the [Stepper]'s; everybody else is turned away with a [SimulationFailure].
public final class Conductor {
  /// The conductor that runs on this thread.
  static final ScopedValue<Conductor> RUNNING = ScopedValue.newInstance();

  /// The conductor whose first actor is being created on this thread.
  static final ScopedValue<Conductor> STAGED = ScopedValue.newInstance();

  private final String name;
  private final long seed;
  private final Executor workers;
  private final Baton baton;
  private final Roster roster;
  private final Ledger ledger;
  private final Source outside;
  private final Stepper stepper;
  private final Order order;
  private final Queue<Mailbox> noticedOutside = new ConcurrentLinkedQueue<>();
  private @Nullable ActorPath root;
  private @Nullable Inbox rootInbox;
  private volatile @Nullable SimulationFailure failure;

  private Conductor(
      String name,
      long seed,
      Wiring wiring,
      List<Observer> observers,
      StableHash hashes,
      Executor workers,
      @Nullable Keeping keeping) {
    this.name = name;
    this.seed = Mix.mix(seed);
    this.workers = workers;
    this.baton = new Baton(this, this.seed);
    this.roster = new Roster(wiring);
    this.ledger = new Ledger(observers, hashes);
    this.outside = roster.outside("outside");
    this.stepper = new Stepper(outside);
    this.order =
        keeping == null
            ? new TimedOrder(this.seed, stepper, ledger)
            : new Frontier(this, stepper, ledger, hashes, keeping);
  }

  /// A world without actors, to be run in virtual time.
  ///
  /// @param name of the world, for messages
  /// @param seed orders what happens at the same time, and feeds the actors' chance
  /// @param workers runs what Akka itself wants done while nobody runs this world
  public static Conductor timed(
      String name,
      long seed,
      Wiring wiring,
      List<Observer> observers,
      StableHash hashes,
      Executor workers) {
    return new Conductor(name, seed, wiring, observers, hashes, workers, null);
  }

  /// A world without actors, each step of which is chosen; see [#frontier].
  public static Conductor chosen(
      String name,
      Wiring wiring,
      List<Observer> observers,
      StableHash hashes,
      Executor workers,
      Keeping keeping) {
    return new Conductor(name, 0, wiring, observers, hashes, workers, keeping);
  }

  // What the owner of the world asks.

  /// Runs until nothing is pending at or before `untilPicos`.
  ///
  /// @param passes whether time passes up to there where nothing is pending at all
  /// @throws SimulationFailure when an actor threw or a foreign thread sent into this world
  public Pause run(long untilPicos, boolean passes) {
    requireOutside("run");
    return exclusively(
        () -> {
          Pause pause = timedOrder().run(untilPicos, passes);
          if (failure != null) {
            throw failure;
          }
          return pause;
        });
  }

  /// Makes a running [#run] come back after the step it is in, and later ones at once.
  public void interrupt() {
    order.halt();
  }

  /// Virtual time in picoseconds; any thread may ask, and during a run sees a recent value.
  public long now() {
    return ledger.publishedNow();
  }

  /// Deliveries so far; any thread may ask, and during a run sees a recent value.
  public long events() {
    return ledger.publishedEvents();
  }

  /// The digest of all deliveries so far.
  public String digest() {
    return exclusively(ledger::digest);
  }

  /// Whether the steps of this world are chosen.
  public boolean isSearched() {
    return order instanceof Frontier;
  }

  /// What can happen next in a world whose steps are chosen.
  public Frontier frontier() {
    if (order instanceof Frontier frontier) {
      return frontier;
    }
    throw new IllegalStateException("world " + name + " keeps time; its steps are not chosen");
  }

  /// What the last failure was, which the caller deals with from here on; null if nothing failed.
  public @Nullable SimulationFailure takeFailure() {
    SimulationFailure taken = failure;
    if (taken != null) { // asked after every step, so nothing is written in vain
      failure = null;
    }
    return taken;
  }

  /// The name of this world.
  public String name() {
    return name;
  }

  /// Does `work` with Akka believing that the next actor it creates is this world's first.
  public <T> T staging(Supplier<T> work) {
    return ScopedValue.where(STAGED, this).call(work::get);
  }

  /// Sends a message from the outside, to be delivered by a later [#run]; one to an actor that has
  /// stopped is a dead letter.
  ///
  /// @throws IllegalArgumentException if `receiver` never was an actor of this world
  public void post(ActorRef receiver, Object message) {
    post(outside, receiver, message);
  }

  /// Sends a message from a source outside all actors, such as a line or a user, by its name.
  public void post(String from, ActorRef receiver, Object message) {
    post(roster.outside(from), receiver, message);
  }

  private void post(Source from, ActorRef receiver, Object message) {
    exclusively(
        () -> {
          Inbox to = inbox(receiver);
          if (to == null) {
            receiver.tell(message, ActorRef.noSender());
            return false;
          }
          order.send(roster.channel(from, to), to.envelope(message));
          return true;
        });
  }

  /// Delivers a message from the outside at once, as the next step.
  ///
  /// @return false, and nothing happens, if the receiver has stopped
  public boolean deliverNow(ActorRef receiver, Object message) {
    requireOutside("spawn and close");
    return exclusively(
        () -> {
          Inbox to = inbox(receiver);
          if (to == null) {
            return false;
          }
          order.deliverNow(roster.channel(outside, to), to.envelope(message));
          return true;
        });
  }

  /// The state that a behaviour keeps with the engine, by its actor; null where it keeps none, or
  /// has stopped.
  public @Nullable Object stateOf(ActorRef actor) {
    return exclusively(
        () -> {
          Inbox inbox = inbox(actor);
          return inbox == null ? null : inbox.state();
        });
  }

  /// Does `work` with all that makes this world up, in virtual time.
  <T> T within(Function<Interior, T> work) {
    requireOutside("save and load");
    Inbox stage = Objects.requireNonNull(rootInbox);
    Interior interior = new Interior(this, stage, baton, roster, ledger, stepper, timedOrder());
    return exclusively(() -> work.apply(interior));
  }

  // What a behaviour asks, by way of its own inbox.

  /// The current time, plus what the running step has spent.
  public long localNow() {
    return stepper.localNow();
  }

  /// Keeps the running actor busy: what it sends departs later, what arrives waits.
  public void spend(long picos) {
    stepper.spend(picos);
  }

  /// Sets the running actor's alarm of this key, instead of an earlier one of the same key.
  public void arm(Inbox owner, Enum<?> key, long delayPicos, Object message) {
    AlarmSlot slot = owner.alarm(key);
    disarm(slot);
    Pending.Alarm alarm = new Pending.Alarm(slot, owner.envelope(message));
    slot.armed = alarm;
    order.plan(alarm, VirtualTime.after(localNow(), delayPicos));
  }

  /// Takes the alarm of this key back; once this returns it does not ring.
  public void disarm(Inbox owner, Enum<?> key) {
    disarm(owner.alarm(key));
  }

  /// Answers an actor that leaves something open: one of 0 to `alternatives - 1`.
  public int choose(Inbox chooser, int alternatives) {
    return order.choose(chooser, alternatives);
  }

  /// Tells the observers a fact about an actor.
  public void state(Inbox actor, Object fact) {
    ledger.stated(localNow(), actor.name(), fact);
  }

  /// Says whether anybody observes, so that facts nobody hears need not be made.
  public boolean observed() {
    return ledger.observed();
  }

  /// Says whether anybody hears facts of that class.
  public boolean observed(Class<?> fact) {
    return ledger.observed(fact);
  }

  /// An actor failed in a way that no rule of the simulated machine describes. It ends a run; a
  /// search learns of it after the step.
  public void fail(Inbox actor, Object message, Throwable cause) {
    if (order instanceof Frontier frontier) {
      frontier.failed(actor, message, cause);
      return;
    }
    String when = " at step %d (%d ps)".formatted(ledger.step(), stepper.now());
    fail(SimulationFailure.of(actor.name(), when, message, cause));
  }

  // What the dispatcher and the scheduler ask.

  Inbox admit(ActorCell cell) {
    Source source = roster.actor(StableName.of(cell.self().path()));
    Inbox inbox = new Inbox(this, cell, source, Mix.fold(seed, source.hash()));
    if (rootInbox == null) {
      root = cell.self().path();
      rootInbox = inbox;
    }
    order.admitted(inbox);
    return inbox;
  }

  boolean isRoot(Inbox inbox) {
    return inbox == rootInbox;
  }

  void stopped(Inbox inbox) {
    order.stopped(inbox);
  }

  /// An actor threw, and no supervisor of its own makes up for it. In a run this is Akka's
  /// business, which stops the actor and tells its parent.
  void threw(Inbox actor, Throwable cause) {
    if (order instanceof Frontier frontier) {
      frontier.threw(actor, cause);
    }
  }

  /// A message to an actor of this world that is gone. From inside it is a dead letter; a foreign
  /// thread that comes too late has still been there.
  void sendToTheGone(ActorRef gone, Envelope envelope) {
    if (isSearched() && !RUNNING.isBound()) {
      turnAway("sent " + envelope.message(), StableName.of(gone.path()));
    }
  }

  /// Gives Akka a stream of chance of its own from here on.
  void drawFrom(long chance) {
    baton.drawFrom(chance);
  }

  void send(Inbox to, Envelope envelope) {
    if (!baton.held()) {
      turnAway("sent " + envelope.message(), to.name());
      return;
    }
    try {
      Channel channel = roster.channel(sender(envelope), to);
      if (!stepper.takesAtOnce(channel, envelope)) {
        order.send(channel, envelope);
      }
    } catch (RuntimeException unwired) { // Akka would log it and lose the message
      fail(to, envelope.message(), unwired);
    }
  }

  /// Whoever runs, except that the news of a stop comes from the actor that stopped, behind all
  /// that it said before. Akka lets the watcher tell itself.
  private Source sender(Envelope envelope) {
    return envelope.message() instanceof Terminated stopped
        ? roster.departed(stopped.actor().path())
        : stepper.sender();
  }

  void notice(Inbox inbox, Mailbox mailbox) {
    if (baton.held()) {
      order.noticed(inbox);
      stepper.notice(mailbox);
      return;
    }
    if (!inbox.cell.self().path().equals(root)) {
      turnAway("sent a stop or watch notice", inbox.name());
    }
    noticedOutside.add(mailbox);
    workers.execute(this::handleNoticesIfFree);
  }

  void execute(Runnable task) {
    if (!baton.held()) {
      turnAway("completed a future for " + task, "an actor");
      return;
    }
    Source source = stepper.sender();
    order.plan(new Pending.Firing(source, stepper.running(), task, false), localNow());
  }

  Cancellable timer(long delayPicos, long intervalPicos, Timer.Task task) {
    Inbox running = stepper.running();
    Source source = running == null ? stepper.sender() : running.timers();
    long at = VirtualTime.after(localNow(), delayPicos);
    return new Timer(this, source, running, task, at, intervalPicos);
  }

  void plan(Pending.Firing firing, long at) {
    order.plan(firing, at);
  }

  void cancel(Pending.Firing firing) {
    if (baton.held()) {
      order.cancel(firing);
    } else {
      turnAway("cancelled a timer", firing.source.name());
    }
  }

  void disarm(AlarmSlot slot) {
    Pending.Alarm armed = slot.armed;
    if (armed != null) {
      slot.armed = null;
      armed.disarmed = true;
      order.cancel(armed);
    }
  }

  /// The channel on which a source reaches its owner, or the root where nobody owns it.
  Channel channel(Source from, @Nullable Inbox owner) {
    return roster.channel(from, owner == null ? Objects.requireNonNull(rootInbox) : owner);
  }

  Source inside(Inbox owner, String sourceName) {
    return roster.inside(owner, sourceName);
  }

  // Who may enter, and who is turned away.

  <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    if (baton.held()) {
      return work.get();
    }
    if (RUNNING.isBound()) {
      Conductor other = RUNNING.get();
      throw other.fail(
          SimulationFailure.ofMeddling(other.whoRuns(), other.name, "used simulation " + name));
    }
    try {
      return baton.holding(
          () -> {
            handleNotices();
            T result = work.get();
            handleNotices();
            ledger.publish(stepper.now());
            return result;
          });
    } finally {
      handleNoticesIfFree();
    }
  }

  private void handleNoticesIfFree() {
    baton.holdingIfFree(() -> !noticedOutside.isEmpty(), this::handleNotices);
  }

  private void handleNotices() {
    for (Mailbox mailbox = noticedOutside.poll();
        mailbox != null;
        mailbox = noticedOutside.poll()) {
      stepper.notice(mailbox);
    }
    stepper.settle();
  }

  private void requireOutside(String what) {
    if (baton.held()) {
      throw new IllegalStateException(
          what + " of simulation " + name + " called from inside it; allowed: from the outside");
    }
  }

  /// The culprit answers for it: another simulation's actor, or else this world, which can no
  /// longer be repeated.
  private void turnAway(String did, String to) {
    if (RUNNING.isBound()) {
      Conductor other = RUNNING.get();
      String told = "%s to %s of simulation %s".formatted(did, to, name);
      other.fail(SimulationFailure.ofMeddling(other.whoRuns(), other.name, told));
    } else {
      fail(SimulationFailure.ofIntrusion(to, name, did));
    }
  }

  private String whoRuns() {
    return stepper.sender().name();
  }

  private TimedOrder timedOrder() {
    if (order instanceof TimedOrder timed) {
      return timed;
    }
    throw new IllegalStateException("world " + name + " is searched; it does not run by itself");
  }

  private SimulationFailure fail(SimulationFailure reason) {
    if (failure == null) {
      failure = reason;
    }
    order.halt();
    return reason;
  }

  /// The inbox of an actor, or null if it has stopped.
  private @Nullable Inbox inbox(ActorRef ref) {
    Inbox inbox = ConductedDispatcher.inboxOf(ref);
    if (inbox != null && inbox.conductor == this) {
      return inbox;
    }
    if (inbox == null && root != null && StableName.isWithin(root, ref.path())) {
      return null;
    }
    throw new IllegalArgumentException(ref + " is not an actor of simulation " + name);
  }
}
