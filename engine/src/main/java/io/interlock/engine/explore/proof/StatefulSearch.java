package io.interlock.engine.explore.proof;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Visits every state of a world once, depth first, going back to saved states.
///
/// From each state it takes each enabled channel, with all answers to what the handler chooses. A
/// step that breaks a property is the last on its path. What ends an execution is found too; that
/// one goes on forever without progress is not, but it comes to a state seen before.
///
/// **Ample sets.** An actor r with one sender ([World#hasOneSender]) has one channel. A delivery
/// there commutes with all that the others do, now and later: so in a state where it is enabled, it
/// may be taken alone. Every violation and every end are still met (Peled 1993), if
///
/// - it touches nobody but r, and chooses nothing;
/// - it breaks no property, else the search would stop there and miss what breaks without it;
/// - not every state of a cycle puts the same thing off. The proof has to show that each cycle
///   holds a state with all its steps. Reduced states have one successor, hence a cycle of them
///   alone is entered at one of its states and then followed without a branch, until its last step
///   comes back to a state right below on the path, with nothing but reduced states between. There
///   the reduction is undone. Worlds without cycles never pay for it.
///
/// **Sleep sets** ([SleepSets]) are kept with the state. Coming again with fewer channels asleep
/// means to take, of those that slept before, the ones that do not sleep now (Godefroid 1996, 5.2).
/// A state that may have been reduced then takes all its steps, so that no cycle of reduced states
/// is closed over two visits.
///
/// **Symmetry.** Where the world knows that it makes no difference which of several actors is which
/// ([World#symmetric]), it hashes such states alike, and one of them is visited for all (Ip and
/// Dill 1996). What leads to a violation from one leads to it from the others, with other names.
public final class StatefulSearch {
  private static final int PROGRESS_EVERY = 1 << 14;
  private static final long SECOND_SEED = 0x9E3779B97F4A7C15L;

  private final World world;
  private final StatefulOptions options;
  private final Path path;
  private final StateTable seen;
  private final SleepSets sleepSets;
  private final Findings findings;
  private final List<Frame> frames = new ArrayList<>();
  private volatile boolean interrupted;

  private int depth;
  private int depthMax;
  private long transitions;
  private long ends;
  private boolean cut;
  private @Nullable Ending ending;

  /// @throws IllegalArgumentException if the world cannot be saved, or its states not be hashed, or
  ///     sleep sets are wanted of a symmetric one
  public StatefulSearch(World world, StatefulOptions options) {
    String unsaveable = world.unsaveable();
    if (unsaveable != null) {
      throw new IllegalArgumentException(
          "the state of " + unsaveable + " cannot be saved, which a search by states needs");
    }
    String unhashable = world.unhashable();
    if (unhashable != null) {
      throw new IllegalArgumentException(
          "the state of " + unhashable + ", as a search by states needs; dpor does not");
    }
    if (options.sleepSets() && world.symmetric()) {
      throw new IllegalArgumentException(
          "sleep sets are of channels, which a symmetric world may exchange: search without them");
    }
    this.world = world;
    this.options = options;
    path = new Path(world);
    seen = new StateTable(options.wideHashes(), options.sleepSets(), options.bytesMax());
    sleepSets = new SleepSets(world);
    findings = new Findings(options.allProperties());
  }

  /// Makes the search end soon, with what it has found; for any thread.
  public void interrupt() {
    interrupted = true;
  }

  /// Searches. To be called once.
  public StatefulResult run(Progress progress) {
    path.begin();
    path.save(); // a world that is held does not restart
    depth = -1;
    arrive(0);
    while (isUnderWay()) {
      path.renew();
      if (world.unsaveable() == null) {
        world.exclusively(() -> explore(progress));
      } else {
        ending = Ending.INTERRUPTED; // by an actor that turned out to keep something back
      }
    }
    if (ending == null) {
      ending = cut ? Ending.STEPS : Ending.EXHAUSTED;
    }
    return new StatefulResult(
        ending,
        findings.toList(),
        seen.size(),
        transitions,
        ends,
        depthMax,
        seen.collisionProbability());
  }

  private boolean isUnderWay() {
    return ending == null && depth >= 0;
  }

  /// Goes on as long as the world can go back; says how deep it is then.
  private int explore(Progress progress) {
    while (isUnderWay() && world.canLoad()) {
      Frame frame = frames.get(depth);
      if (frame.advance(options.sleepSets())) {
        take(frame);
        if (transitions % PROGRESS_EVERY == 0) {
          progress.at(seen.size(), transitions, depth);
        }
      } else {
        depth--;
      }
    }
    return depth;
  }

  private void take(Frame frame) {
    if (interrupted) {
      ending = Ending.INTERRUPTED;
      return;
    }
    path.back(depth);
    int channel = frame.channel();
    world.step(channel, frame.odometer);
    transitions++;
    path.took(channel, frame.odometer.answers());
    depthMax = Math.max(depthMax, path.length());
    boolean alone = touchedOnlyReceiver(channel);
    if (!alone) {
      frame.clashes();
    }
    Violation violation = world.violation();
    if (frame.reduced && (!alone || frame.odometer.chose() || violation != null)) {
      frame.widen();
    }
    if (violation != null) {
      found(violation);
    } else {
      arrive(options.sleepSets() ? sleepSets.after(frame.asleep) : 0);
    }
  }

  private boolean touchedOnlyReceiver(int channel) {
    int[] touched = world.touched();
    return touched.length == 1 && touched[0] == world.channels().receiver(channel);
  }

  private void found(Violation violation) {
    findings.add(violation, path);
    if (findings.enough()) {
      ending = Ending.VIOLATION;
    }
  }

  /// The world has come to a state, perhaps not for the first time.
  private void arrive(long asleep) {
    long first = world.hash();
    long second = options.wideHashes() ? world.hash(SECOND_SEED) : 0;
    if (!seen.reserve()) {
      ending = Ending.MEMORY;
    } else if (seen.size() == options.statesMax() && !seen.has(first, second)) {
      ending = Ending.STATES;
    } else if (seen.add(first, second)) {
      if (options.sleepSets()) {
        seen.note(asleep);
      }
      arriveFirst(first, second, asleep);
    } else {
      undoReductionOnCycle(first, second);
      if (options.sleepSets()) {
        arriveAgain(first, second, asleep);
      }
    }
  }

  private void arriveFirst(long first, long second, long asleep) {
    if (world.enabledCount() == 0) {
      ends++;
      Violation violation = world.end();
      if (violation != null) {
        found(violation);
      }
      return;
    }
    if (isCut()) {
      return;
    }
    Frame frame = push();
    frame.enter(world, first, second, asleep);
    int alone = standIn();
    if (alone >= 0) {
      frame.reduce(alone);
    }
    if (frame.branches()) {
      path.save();
    }
  }

  private void arriveAgain(long first, long second, long asleep) {
    long before = seen.note();
    long awake = before & ~asleep;
    if (awake == 0 || isCut()) {
      return;
    }
    seen.note(before & asleep);
    Frame frame = push();
    frame.enter(world, first, second, before & asleep);
    if (standIn() < 0) {
      frame.restrict(awake);
    }
    if (frame.branches()) {
      path.save();
    }
  }

  private boolean isCut() {
    boolean tooLong = path.length() >= options.stepsMax();
    cut |= tooLong;
    return tooLong;
  }

  private Frame push() {
    depth++;
    if (depth == frames.size()) {
      frames.add(new Frame());
    }
    return frames.get(depth);
  }

  /// The channel that may be taken alone here, or -1. The state alone decides which, so that it is
  /// the same at every visit.
  private int standIn() {
    int lowest = -1;
    if (options.ampleSets()) {
      Channels channels = world.channels();
      for (int i = 0; i < world.enabledCount(); i++) {
        int channel = world.enabled(i);
        if ((lowest < 0 || channel < lowest) && world.hasOneSender(channels.receiver(channel))) {
          lowest = channel;
        }
      }
    }
    return lowest;
  }

  private void undoReductionOnCycle(long first, long second) {
    for (int below = depth; below >= 0 && frames.get(below).reduced; below--) {
      if (frames.get(below).first == first && frames.get(below).second == second) {
        frames.get(depth).widen();
        return;
      }
    }
  }
}
