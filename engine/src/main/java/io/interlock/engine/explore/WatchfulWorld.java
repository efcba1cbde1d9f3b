package io.interlock.engine.explore;

import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.trace.Mix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A world that notices when steps it has taken before come out differently, as a search does that
/// comes back to a state by the same steps.
///
/// It remembers the last execution. As long as the next one takes the same steps, each has to leave
/// its actor, what it sends and what can be delivered as it did.
public final class WatchfulWorld implements World {
  private final World world;
  private int[] channels = new int[64];
  private long[] answers = new long[64];
  private long[] marks = new long[64];

  /// Steps remembered, and how many of them the present execution repeats.
  private int known;

  private long executions = -1;
  private long given;

  /// Watches over `world`, which is at its beginning.
  public WatchfulWorld(World world) {
    this.world = world;
  }

  /// The number of the present execution, from 0.
  public long execution() {
    return Math.max(0, executions);
  }

  @Override
  public void restart() {
    world.restart();
    executions++;
  }

  /// @throws NotRepeatableException where the step was taken before and came out differently
  @Override
  public void step(int channel, Choices choices) {
    int step = world.steps();
    boolean repeated = step < known && channels[step] == channel;
    requireEnabled(step, channel);
    given = 0;
    world.step(
        channel,
        alternatives -> {
          int answer = choices.choose(alternatives);
          given = Mix.fold(given, answer + 1L);
          return answer;
        });
    long mark = mark();
    if (repeated && answers[step] == given) {
      if (marks[step] != mark) {
        throw new NotRepeatableException(
            new Mismatch(step, receiver(channel), words(marks[step]), words(mark)));
      }
      return;
    }
    remember(step, channel, mark);
  }

  private void requireEnabled(int step, int channel) {
    for (int i = 0; i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return;
      }
    }
    throw new NotRepeatableException(
        new Mismatch(
            step,
            receiver(channel),
            "delivery from " + world.channels().sender(channel),
            "that it is not possible this time"));
  }

  private void remember(int step, int channel, long mark) {
    if (step == channels.length) {
      channels = Arrays.copyOf(channels, 2 * step);
      answers = Arrays.copyOf(answers, 2 * step);
      marks = Arrays.copyOf(marks, 2 * step);
    }
    channels[step] = channel;
    answers[step] = given;
    marks[step] = mark;
    known = step + 1;
  }

  private long mark() {
    long mark = world.stepHash();
    for (int i = 0; i < world.enabledCount(); i++) {
      mark += Mix.mix(world.channels().hash(world.enabled(i)));
    }
    return mark;
  }

  private String receiver(int channel) {
    return world.channels().receiverName(channel);
  }

  private static String words(long hash) {
    return "step hash %016x".formatted(hash);
  }

  // All else is the world's own business.

  @Override
  public Channels channels() {
    return world.channels();
  }

  @Override
  public <T extends @Nullable Object> T exclusively(Supplier<T> work) {
    return world.exclusively(work);
  }

  @Override
  public boolean symmetric() {
    return world.symmetric();
  }

  @Override
  public boolean canLoad() {
    return world.canLoad();
  }

  @Override
  public int steps() {
    return world.steps();
  }

  @Override
  public int enabledCount() {
    return world.enabledCount();
  }

  @Override
  public int enabled(int index) {
    return world.enabled(index);
  }

  @Override
  public int sentAt(int channel) {
    return world.sentAt(channel);
  }

  @Override
  public Object head(int channel) {
    return world.head(channel);
  }

  @Override
  public @Nullable Violation violation() {
    return world.violation();
  }

  @Override
  public @Nullable Violation end() {
    return world.end();
  }

  @Override
  public List<Violation> awaited() {
    return world.awaited();
  }

  @Override
  public int[] touched() {
    return world.touched();
  }

  @Override
  public int[] lost() {
    return world.lost();
  }

  @Override
  public boolean stopped(int actor) {
    return world.stopped(actor);
  }

  @Override
  public List<Object> stated() {
    return world.stated();
  }

  @Override
  public long nowPicos() {
    return world.nowPicos();
  }

  @Override
  public long stepHash() {
    return world.stepHash();
  }

  @Override
  public long hash() {
    return world.hash();
  }

  @Override
  public long hash(long seed) {
    return world.hash(seed);
  }

  @Override
  public boolean hasOneSender(int actor) {
    return world.hasOneSender(actor);
  }

  @Override
  public @Nullable String unsaveable() {
    return world.unsaveable();
  }

  @Override
  public @Nullable String unhashable() {
    return world.unhashable();
  }

  @Override
  public Saved save() {
    return world.save();
  }

  @Override
  public void load(Saved state) {
    world.load(state);
  }

  @Override
  public void close() {
    world.close();
  }
}
