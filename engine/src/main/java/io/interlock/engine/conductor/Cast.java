package io.interlock.engine.conductor;

import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.UnhashableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actors of a searched world, by number, and their states.
///
/// A state that has been saved is shared with whoever saved it until its actor acts again; only
/// then is it copied.
final class Cast {
  private static final long UNHASHED = 0;

  private final ChannelBook book;
  private final Keeping keeping;
  private @Nullable Inbox[] actors = new Inbox[16];
  private boolean[] shared = new boolean[16];
  private long[] stateHashes = new long[16];
  private int[] stepsTaken = new int[16];
  private @Nullable String unhashable;

  /// The states and clocks of all actors at one moment.
  static final class Image {
    private final @Nullable Object[] states;
    private final long[] clocks;
    private final long[] chances;
    private final long[] stateHashes;

    private Image(int actors, long[] stateHashes) {
      this.states = new Object[actors];
      this.clocks = new long[actors];
      this.chances = new long[actors];
      this.stateHashes = Arrays.copyOf(stateHashes, actors);
    }
  }

  Cast(ChannelBook book, Keeping keeping) {
    this.book = book;
    this.keeping = keeping;
  }

  void admit(Inbox inbox) {
    int number = book.actor(inbox.name());
    inbox.number = number;
    if (number >= actors.length) {
      actors = Arrays.copyOf(actors, 2 * actors.length);
      shared = Arrays.copyOf(shared, actors.length);
      stateHashes = Arrays.copyOf(stateHashes, actors.length);
      stepsTaken = Arrays.copyOf(stepsTaken, actors.length);
    }
    actors[number] = inbox;
    shared[number] = false;
    stateHashes[number] = UNHASHED;
    stepsTaken[number] = 0;
  }

  void dismiss(Inbox inbox) {
    if (actors[inbox.number] == inbox) {
      actors[inbox.number] = null;
    }
  }

  @Nullable Inbox actor(int number) {
    return actors[number];
  }

  /// What Akka draws from in the next step of an actor: a function of its name and of how many
  /// steps it has taken, so that steps of different actors commute.
  long chanceOfNextStep(Inbox inbox) {
    return Mix.fold(inbox.nameHash(), stepsTaken[inbox.number]++);
  }

  /// The names of all actors but the one that stands above all others.
  List<String> living() {
    List<String> names = new ArrayList<>();
    for (int number = 0; number < book.actors(); number++) {
      Inbox actor = actors[number];
      if (actor != null && !actor.isRoot()) {
        names.add(actor.name());
      }
    }
    return names;
  }

  /// Makes the state of an actor its own, to be changed.
  void own(Inbox inbox) {
    int number = inbox.number;
    stateHashes[number] = UNHASHED;
    if (shared[number]) {
      shared[number] = false;
      Object state = inbox.state();
      if (state != null) {
        inbox.state(keeping.goOnFrom(state));
      }
    }
  }

  /// The name of an actor whose state cannot be saved, or null.
  @Nullable String unsaveable() {
    for (int number = 0; number < book.actors(); number++) {
      Inbox actor = actors[number];
      if (actor != null && !actor.isRoot() && !keeping.canKeep(actor.state())) {
        return actor.name();
      }
    }
    return null;
  }

  /// Which actor's state has no hash, and why, or null.
  @Nullable String unhashable() {
    for (int number = 0; number < book.actors() && unhashable == null; number++) {
      stateHash(number);
    }
    return unhashable;
  }

  long stateHash(int number) {
    Inbox actor = actors[number];
    if (actor == null) {
      return 0;
    }
    if (stateHashes[number] == UNHASHED) {
      long state = Mix.fold(actor.nameHash(), stateHash(actor));
      stateHashes[number] = Mix.fold(state, actor.busyUntil);
    }
    return stateHashes[number];
  }

  private long stateHash(Inbox actor) {
    try {
      return keeping.hash(actor.state());
    } catch (UnhashableException obstacle) {
      unhashable = "%s holds %s".formatted(actor.name(), obstacle.getMessage());
      return 0;
    }
  }

  /// The sum over all actors, under a seed.
  long hash(long seed) {
    long sum = 0;
    for (int number = 0; number < book.actors(); number++) {
      sum += Mix.mix(seed ^ stateHash(number));
    }
    return sum;
  }

  Image save() {
    Image image = new Image(book.actors(), stateHashes);
    for (int number = 0; number < image.states.length; number++) {
      Inbox actor = actors[number];
      if (actor != null) {
        image.states[number] = actor.state();
        image.clocks[number] = actor.busyUntil;
        image.chances[number] = actor.chancePosition();
        shared[number] = true;
      }
    }
    return image;
  }

  void load(Image image) {
    int count = image.states.length;
    for (int number = 0; number < count; number++) {
      Inbox actor = actors[number];
      Object state = image.states[number];
      if (actor != null && state != null) {
        actor.state(state);
        actor.busyUntil = image.clocks[number];
        actor.chancePosition(image.chances[number]);
        shared[number] = true;
      }
    }
    System.arraycopy(image.stateHashes, 0, stateHashes, 0, count);
  }
}
