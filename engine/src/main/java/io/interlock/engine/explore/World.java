package io.interlock.engine.explore;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A closed system of actors that a search moves through, one delivery at a time.
///
/// What may happen next is the head of any channel, an ordered pair (sender, receiver); timers,
/// interrupt lines and requests from the outside are senders of their own. Delivering a head runs
/// the receiver's handler to its end and appends what it sends. Once enabled, a channel stays
/// enabled until its head is delivered, unless its owner cancels it or its receiver stops.
///
/// Channels and actors are small numbers that mean the same for as long as the world exists, also
/// over [#restart] and [#load]; what they are called is in [#channels]. Numbers differ between two
/// worlds of the same system, names do not. One world belongs to one thread.
public interface World extends AutoCloseable {
  /// The step of a message that was there before the first step.
  int BEFORE_ALL = -1;

  /// The channels seen so far.
  Channels channels();

  /// Goes back to the beginning: a fresh execution, of which no step is taken.
  void restart();

  /// Does `work`, which takes many steps of this world, and lets nobody else in meanwhile, so that
  /// not every step has to see to that. What `work` may not do is [#restart].
  default <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return work.get();
  }

  /// Steps taken since the beginning.
  int steps();

  /// How many channels can deliver now; 0 at the end of an execution.
  int enabledCount();

  /// The channel at `index`, from 0 to [#enabledCount] - 1, in the default order: that of time
  /// where the world has one, else the oldest head first. The order depends only on the steps
  /// taken.
  int enabled(int index);

  /// The step (from 0) that sent the head of an enabled channel, or [#BEFORE_ALL]; of an alarm or
  /// timer, the step since which it can ring.
  int sentAt(int channel);

  /// The message at the head of an enabled channel.
  Object head(int channel);

  /// Delivers the head of an enabled channel.
  ///
  /// @param choices asked whenever the handler chooses
  void step(int channel, Choices choices);

  /// What the last step broke, or null; null at the beginning too.
  @Nullable Violation violation();

  /// What is broken about an execution that ends here, or null: asked once, when nothing is
  /// enabled.
  @Nullable Violation end();

  /// What has yet to happen, each as the violation that it would be never to happen. Where an
  /// execution goes on and on in fair order, none of these may be there all the time. A world that
  /// knows nothing better awaits its end.
  default List<Violation> awaited() {
    return enabledCount() == 0 ? List.of() : List.of(new Violation("progress", "no progress"));
  }

  /// Actors that the last step touched: the receiver, the owner of the timer or alarm that rang,
  /// and whoever it stopped, also in vain. Two neighbouring steps can be exchanged where they touch
  /// no actor in common. Whom a step touches depends on nothing but the actors it touches.
  int[] touched();

  /// Channels that could deliver a head before the last step and cannot any more, because of it: a
  /// timer or alarm that its owner took back, armed again, or has armed an earlier one before, the
  /// first of what waited for an actor that was stopped, and what was sent to one that had stopped
  /// before. In another order they are delivered.
  int[] lost();

  /// Whether this actor has stopped for good.
  boolean stopped(int actor);

  /// What the receiver stated about itself during the last step, in order: told to whoever reads an
  /// execution, and never part of a hash.
  default List<Object> stated() {
    return List.of();
  }

  /// Virtual time after the last step, in picoseconds; 0 where time stands still.
  default long nowPicos() {
    return 0;
  }

  /// A hash of the receiver after the last step, its own state and what it sent: equal in every JVM
  /// for equal executions.
  long stepHash();

  /// A hash of the whole state, equal for states with equal futures: actors, channels and what the
  /// properties remember, but not the number of steps or the order in which channels became
  /// enabled.
  default long hash() {
    return hash(0);
  }

  /// The [#hash] under a seed. Two seeds make a hash of 128 bits.
  long hash(long seed);

  /// Whether [#hash] is equal, too, for states that differ only in which of several actors or
  /// senders is which, where that makes no difference to what can happen. The channels that are
  /// enabled in two such states then need not be the same.
  default boolean symmetric() {
    return false;
  }

  /// Whether no sender but one can ever send to this actor, so that its deliveries commute with all
  /// that others do.
  boolean hasOneSender(int actor);

  /// The name of an actor whose state cannot be saved, or null if [#save] works.
  @Nullable String unsaveable();

  /// Which actor holds something that has no hash, so that [#hash] does not tell its states apart,
  /// and what; null where there was none so far.
  default @Nullable String unhashable() {
    return null;
  }

  /// The present state, to come back to.
  Saved save();

  /// Whether [#load] works. It does not once an actor has come or gone since the beginning: then
  /// all that was saved is void, and [#restart] is the only way back.
  default boolean canLoad() {
    return true;
  }

  /// Goes back to a state that this world saved. It can be gone back to again.
  void load(Saved state);

  @Override
  void close();

  /// A state of one world, for that world alone.
  interface Saved {}
}
