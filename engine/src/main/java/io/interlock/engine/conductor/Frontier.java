package io.interlock.engine.conductor;

import akka.dispatch.Envelope;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What can happen next in a searched world: the heads of all channels, one of which is chosen.
///
/// Time is causal: each actor has a clock, which a message moves on to when it was sent plus its
/// latency, and an alarm to when it was due. So what an actor sees of time depends on what happened
/// before it and on nothing else, and steps of different actors commute. What is on its way to an
/// actor that stops goes with it.
public final class Frontier implements Order {
  private final Conductor conductor;
  private final Stepper stepper;
  private final Ledger ledger;
  private final StableHash hashes;
  private final ChannelBook book = new ChannelBook();
  private final Parcels parcels;
  private final Cast cast;
  private final List<Inbox> noticed = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Integer> lost = new ArrayList<>();
  private long sequence;
  private int steps;
  private @Nullable Channel last;
  private @Nullable Parcel lastParcel;
  private @Nullable IntUnaryOperator choices;
  private long skewPicos = VirtualTime.NEVER;
  private boolean searching;
  private @Nullable String changed;
  private @Nullable String obstacle;
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable Object delivering;

  /// An actor that threw.
  ///
  /// @param actor by its stable name
  /// @param on what it was handling
  public record Failure(String actor, String on, Throwable cause) {}

  private record Sent(Channel channel, Parcel parcel) {}

  /// A state to come back to; for the world that it comes from, and nobody else.
  public static final class Image {
    private final Cast.Image cast;
    private final Row[] rows;
    private final int[] ready;
    private final long sequence;
    private final int steps;

    private Image(Cast.Image cast, Row[] rows, int[] ready, long sequence, int steps) {
      this.cast = cast;
      this.rows = rows;
      this.ready = ready;
      this.sequence = sequence;
      this.steps = steps;
    }
  }

  Frontier(
      Conductor conductor, Stepper stepper, Ledger ledger, StableHash hashes, Keeping keeping) {
    this.conductor = conductor;
    this.stepper = stepper;
    this.ledger = ledger;
    this.hashes = hashes;
    this.parcels = new Parcels(book, hashes);
    this.cast = new Cast(book, keeping);
  }

  // What a search asks.

  /// The numbers and names of actors and channels.
  public ChannelBook book() {
    return book;
  }

  /// How many channels can deliver.
  public int readyCount() {
    return parcels.ready().sizeWithin(skewPicos);
  }

  /// The channel at `index` of those that can deliver, by the time of their heads.
  public int ready(int index) {
    return parcels.ready().channel(index);
  }

  /// The message at the head of a channel that can deliver.
  public Object head(int channel) {
    return parcels.head(channel).content();
  }

  /// The step that sent the head of a channel that can deliver.
  public int sentAt(int channel) {
    return parcels.head(channel).sentAt;
  }

  /// Steps since the search began.
  public int steps() {
    return steps;
  }

  /// Delivers the head of a channel; `answers` is asked for one of 0 to n - 1.
  public void step(int channel, IntUnaryOperator answers) {
    if (!parcels.ready().contains(channel)) {
      throw new IllegalArgumentException(
          "channel %s -> %s has nothing to deliver"
              .formatted(book.sender(channel), book.receiverName(channel)));
    }
    choices = answers;
    try {
      conductor.exclusively(
          () -> {
            perform(channel);
            return true;
          });
    } finally {
      choices = null;
    }
    steps++;
  }

  /// Does `work`, which takes many steps, with the world held once for all of them.
  public <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return conductor.exclusively(work);
  }

  /// The actors that the last step touched, its receiver first.
  public int[] touched() {
    if (noticed.isEmpty()) {
      return new int[] {lastReceiver().number};
    }
    return IntStream.concat(
            IntStream.of(lastReceiver().number), noticed.stream().mapToInt(inbox -> inbox.number))
        .distinct()
        .toArray();
  }

  /// The actors that threw in the last step, or before the first one while actors came; those
  /// that have a supervisor who makes up for it do not count.
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /// A hash of what the last step did: what it delivered, what became of its receiver, what it
  /// sent.
  public long stepHash() {
    Inbox receiver = lastReceiver();
    long hash = Mix.fold(lastContent(), cast.stateHash(receiver.number));
    for (Sent one : sent) {
      hash = Mix.fold(hash, Mix.fold(one.channel().hash, one.parcel().hash(one.channel(), hashes)));
    }
    return hash;
  }

  /// Channels whose head the last step kept from being delivered: an alarm or timer that was taken
  /// back or is not due first any more, what waited for an actor that stopped, and what was sent
  /// to one that had.
  public int[] lost() {
    return lost.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  /// Whether this actor is gone.
  public boolean stopped(int actor) {
    return cast.actor(actor) == null;
  }

  /// The clock of the actor that acted last.
  public long nowPicos() {
    return last == null ? 0 : last.to.busyUntil;
  }

  /// A hash of all states, clocks and parcels, under a seed.
  public long hash(long seed) {
    if (changed != null && obstacle == null) {
      obstacle = cast.unsaveable(); // whoever came has a state that this does not see
    }
    return Mix.fold(cast.hash(seed), parcels.hash(seed));
  }

  /// Everything up to here was preparation: the search begins. From now on nothing happens more
  /// than `skew` picoseconds ahead of the earliest thing pending.
  ///
  /// @param alikeOutside whether [#hash] leaves open which source outside all actors is which
  public void begin(long skew, boolean alikeOutside) {
    skewPicos = skew;
    parcels.alikeOutside(alikeOutside);
    steps = 0;
    searching = true;
    changed = null;
    noticed.clear();
    sent.clear();
    lost.clear();
  }

  /// Whatever was, is gone; actors come anew.
  public void clear() {
    searching = false;
    parcels.clear();
    failures.clear();
    sequence = 0;
    stepper.now(0);
    conductor.drawFrom(0);
  }

  /// The name of an actor that stands against saving, or has in an earlier execution, since its
  /// state is not with the engine alone; null if [#save] works.
  public @Nullable String unsaveable() {
    String actor = obstacle == null ? cast.unsaveable() : obstacle;
    return actor == null ? parcels.akkaTask() : actor;
  }

  /// Which actor holds something that has no hash, and what, or null.
  public @Nullable String unhashable() {
    return cast.unhashable();
  }

  /// The present state.
  public Image save() {
    return new Image(cast.save(), parcels.saveRows(), parcels.ready().save(), sequence, steps);
  }

  /// An actor that came or went since the search began, or set a timer of Akka's; or null.
  public @Nullable String changedActor() {
    return changed;
  }

  /// Goes back to a state, any number of times; never where there is a [#changedActor].
  public void load(Image image) {
    cast.load(image.cast);
    parcels.load(image.rows, image.ready);
    sequence = image.sequence;
    steps = image.steps;
  }

  /// The state of an actor, or null.
  public @Nullable Object state(String actor) {
    int number = book.findActor(actor);
    Inbox inbox = number < 0 ? null : cast.actor(number);
    return inbox == null ? null : inbox.state();
  }

  /// The names of all actors that keep their state with the engine.
  public List<String> statefulActors() {
    List<String> names = new ArrayList<>();
    for (int number = 0; number < book.actors(); number++) {
      Inbox actor = cast.actor(number);
      if (actor != null && actor.state() != null) {
        names.add(actor.name());
      }
    }
    return names;
  }

  /// The names of all actors there are.
  public List<String> livingActors() {
    return cast.living();
  }

  // What the conductor asks.

  @Override
  public void send(Channel channel, Envelope envelope) {
    send(channel, envelope, sentAt());
  }

  private void send(Channel channel, Envelope envelope, int sentAt) {
    int to = parcels.numberOf(channel);
    if (channel.to.stopped) {
      lost.add(to);
      return;
    }
    // The sender's clock never goes back, so neither do the arrivals of one channel.
    long at = VirtualTime.after(stepper.localNow(), channel.latencyPicos);
    Parcel parcel = Parcel.message(envelope, at, sequence++, sentAt);
    parcels.addMessage(channel, parcel);
    sent.add(new Sent(channel, parcel));
  }

  @Override
  public void plan(Pending.Alarm alarm, long at) {
    Channel channel = alarm.slot.channel;
    Parcel parcel = Parcel.alarm(alarm, at, sequence++, sentAt());
    parcels.addTimer(channel, alarm.slot, parcel, lost::add);
    sent.add(new Sent(channel, parcel));
  }

  /// What Akka remembers of its timers cannot be gone back to.
  @Override
  public void plan(Pending.Firing firing, long at) {
    if (searching) {
      changed = (firing.owner == null ? firing.source : firing.owner.source).name();
      obstacle = changed;
    }
    Parcel parcel = Parcel.firing(firing, at, sequence++, sentAt());
    parcels.addTimer(channelOf(firing), null, parcel, lost::add);
  }

  @Override
  public void cancel(Pending pending) {
    switch (pending) {
      case Pending.Alarm alarm -> cancel(alarm.slot.channel, alarm);
      case Pending.Firing firing -> cancel(channelOf(firing), firing);
      case Pending.Delivery _, Pending.Ready _ ->
          throw new IllegalStateException("only alarms and timers are taken back");
    }
  }

  private void cancel(Channel channel, Pending pending) {
    if (parcels.cancel(channel, pending, sentAt())) {
      lost.add(channel.number);
    }
  }

  @Override
  public void deliverNow(Channel channel, Envelope envelope) {
    stepper.deliver(channel.to, envelope);
  }

  @Override
  public void admitted(Inbox inbox) {
    cast.admit(inbox);
    if (searching) {
      changed = inbox.name();
    }
  }

  @Override
  public void stopped(Inbox inbox) {
    cast.dismiss(inbox);
    lost.addAll(parcels.dropAllTo(inbox.number));
    if (searching) {
      changed = inbox.name();
    }
  }

  /// A behaviour that keeps its state with the engine threw.
  void failed(Inbox actor, Object on, Throwable cause) {
    failures.add(new Failure(actor.name(), String.valueOf(on), cause));
  }

  /// Any other behaviour threw: on what is being delivered, or when its start or stop was part of
  /// another actor's step.
  void threw(Inbox actor, Throwable cause) {
    boolean receives = stepper.running() == actor && delivering != null;
    failures.add(
        new Failure(
            actor.name(), receives ? String.valueOf(delivering) : "its start", thrown(cause)));
  }

  /// What Akka wraps up.
  private static Throwable thrown(Throwable cause) {
    Throwable inner = cause.getCause();
    return inner != null && cause.getClass().getName().startsWith("akka.") ? thrown(inner) : cause;
  }

  @Override
  public void noticed(Inbox inbox) {
    noticed.add(inbox);
  }

  @Override
  public int choose(Inbox chooser, int alternatives) {
    return choices == null ? 0 : choices.applyAsInt(alternatives);
  }

  /// A search looks for failures after each step.
  @Override
  public void halt() {}

  // The step.

  private void perform(int number) {
    Channel channel = parcels.channel(number);
    Parcel parcel = parcels.take(number, searching ? steps : -1);
    Inbox to = channel.to;
    noticed.clear();
    sent.clear();
    lost.clear();
    failures.clear();
    last = channel;
    lastParcel = parcel;
    long now = Math.max(parcel.at, to.busyUntil);
    stepper.now(now);
    conductor.drawFrom(cast.chanceOfNextStep(to));
    cast.own(to);
    switch (parcel.pending) {
      case Pending.Firing firing -> {
        for (Pending.Delivery told : stepper.fire(firing)) {
          tell(to, told);
        }
      }
      case Pending.Alarm alarm -> {
        alarm.slot.armed = null;
        deliver(channel, alarm.envelope);
      }
      case null, default -> deliver(channel, Objects.requireNonNull(parcel.envelope));
    }
    advance(to, now);
    for (Inbox inbox : noticed) {
      cast.own(inbox);
      advance(inbox, now);
    }
  }

  /// What a timer tells its own actor is one step with it. To others it is a message: a step
  /// touches no more actors than it must.
  private void tell(Inbox owner, Pending.Delivery told) {
    if (told.channel.to == owner) {
      deliver(told.channel, told.envelope);
    } else {
      send(told.channel, told.envelope, steps);
    }
  }

  private void deliver(Channel channel, Envelope envelope) {
    ledger.announce(steps, channel, stepper.now(), envelope.message());
    delivering = envelope.message();
    stepper.deliver(channel.to, envelope);
    delivering = null;
  }

  private static void advance(Inbox inbox, long now) {
    inbox.busyUntil = Math.max(inbox.busyUntil, now);
  }

  private int sentAt() {
    return searching && stepper.running() != null ? steps : -1;
  }

  private Channel channelOf(Pending.Firing firing) {
    return conductor.channel(firing.source, firing.owner);
  }

  private long lastContent() {
    Channel channel = Objects.requireNonNull(last);
    return Mix.fold(channel.hash, Objects.requireNonNull(lastParcel).hash(channel, hashes));
  }

  private Inbox lastReceiver() {
    if (last == null) {
      throw new IllegalStateException("no step has been taken");
    }
    return last.to;
  }
}
