package io.interlock.engine.explore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a recorded schedule through a world again.
///
/// A strict replay demands the same execution: each delivery must be possible when its turn comes,
/// each handler must choose as often as it did, and leave what it left. A lenient one gets as near
/// as it can, and so survives a change of the system or of the schedule. Both stop at the first
/// violation. One replay serves one world, any number of times.
public final class Replay {
  private final World world;
  private final Recording recording = new Recording();
  private final Answers answers = new Answers();

  public Replay(World world) {
    this.world = world;
  }

  /// Where a strict replay left its record.
  ///
  /// @param step the step (from 0) that differs
  /// @param actor who was to receive there
  public record Mismatch(int step, String actor, String expected, String observed) {
    /// All of it on one line.
    public String line() {
      return "step %d at %s: expected %s, observed %s".formatted(step, actor, expected, observed);
    }
  }

  /// What a replay came to.
  ///
  /// @param steps steps taken
  /// @param skipped decisions that were not possible when their turn came; lenient only
  /// @param quiescent whether nothing was enabled any more
  /// @param violation what broke, in the last step or in that the execution ended there
  /// @param mismatch where the record was left, and why; strict only
  public record Result(
      int steps,
      int skipped,
      boolean quiescent,
      @Nullable Violation violation,
      @Nullable Mismatch mismatch) {}

  /// Replays `schedule` to the letter, without regard to step hashes.
  public Result strict(List<Decision> schedule) {
    return strict(schedule, new long[0]);
  }

  /// Replays `schedule` to the letter, and compares the hash of as many steps as `stepHashes` has.
  public Result strict(List<Decision> schedule, long[] stepHashes) {
    begin();
    for (int step = 0; step < schedule.size(); step++) {
      Decision decision = schedule.get(step);
      int channel = enabled(decision);
      if (channel < 0) {
        return left(step, decision, "delivery from " + decision.sender(), enabledNames());
      }
      recording.step(world, channel, answers.from(decision.choices()));
      String choosing = answers.difference();
      if (choosing != null) {
        return left(step, decision, decision.choices().size() + " choices", choosing);
      }
      if (step < stepHashes.length && world.stepHash() != stepHashes[step]) {
        return left(step, decision, hash(stepHashes[step]), hash(world.stepHash()));
      }
      if (world.violation() != null) {
        break;
      }
    }
    return result(0, null);
  }

  /// Replays what is possible of `schedule` and leaves out the rest; then goes on in the default
  /// order, the oldest head first, for up to `furtherSteps` steps, 0 to stop there. A choice that
  /// was not recorded, or is no longer offered, is the first alternative.
  public Result lenient(List<Decision> schedule, int furtherSteps) {
    begin();
    int skipped = 0;
    for (int i = 0; i < schedule.size() && world.violation() == null; i++) {
      Decision decision = schedule.get(i);
      int channel = enabled(decision);
      if (channel < 0) {
        skipped++;
      } else {
        recording.step(world, channel, answers.from(decision.choices()));
      }
    }
    for (int i = 0; i < furtherSteps && goesOn(); i++) {
      recording.step(world, world.enabled(0), Choices.FIRST);
    }
    return result(skipped, null);
  }

  /// The steps that the last replay took.
  public List<Decision> taken() {
    return recording.decisions(world.channels());
  }

  private void begin() {
    world.restart();
    recording.clear();
  }

  private boolean goesOn() {
    return world.violation() == null && world.enabledCount() > 0;
  }

  private int enabled(Decision decision) {
    int channel = world.channels().find(decision.sender(), decision.receiver());
    for (int i = 0; channel >= 0 && i < world.enabledCount(); i++) {
      if (world.enabled(i) == channel) {
        return channel;
      }
    }
    return -1;
  }

  private String enabledNames() {
    if (world.enabledCount() == 0) {
      return "nothing can be delivered";
    }
    StringBuilder names = new StringBuilder("only");
    for (int i = 0; i < world.enabledCount(); i++) {
      int channel = world.enabled(i);
      names.append(i == 0 ? " " : ", ");
      names.append(world.channels().sender(channel)).append(" -> ");
      names.append(world.channels().receiverName(channel));
    }
    return names.append(" can be delivered").toString();
  }

  private static String hash(long hash) {
    return "step hash %016x".formatted(hash);
  }

  private Result left(int step, Decision decision, String expected, String observed) {
    return result(0, new Mismatch(step, decision.receiver(), expected, observed));
  }

  private Result result(int skipped, @Nullable Mismatch mismatch) {
    Violation violation = world.violation();
    boolean quiescent = world.enabledCount() == 0;
    if (violation == null && quiescent && mismatch == null) {
      violation = world.end();
    }
    return new Result(recording.steps(), skipped, quiescent, violation, mismatch);
  }

  /// Gives the recorded answers again, and knows whether they fitted.
  private static final class Answers implements Choices {
    private List<Integer> recorded = List.of();
    private int asked;
    private boolean outOfRange;

    Answers from(List<Integer> choices) {
      recorded = choices;
      asked = 0;
      outOfRange = false;
      return this;
    }

    @Override
    public int choose(int alternatives) {
      int answer = asked < recorded.size() ? recorded.get(asked) : 0;
      asked++;
      if (answer < alternatives) {
        return answer;
      }
      outOfRange = true;
      return 0;
    }

    @Nullable String difference() {
      if (asked != recorded.size()) {
        return asked + " choices";
      }
      return outOfRange ? "fewer alternatives than the recorded choice needs" : null;
    }
  }
}
