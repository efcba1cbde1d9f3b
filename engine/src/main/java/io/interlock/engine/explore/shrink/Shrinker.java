package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.List;
import java.util.Objects;

/// Makes failing schedules short: fewest deliveries, smallest choices, then the order that is
/// easiest to read; and says which races the failure needs.
///
/// The result breaks the property that the schedule broke, and no other. The way is that of Scott
/// and others, "Minimizing faulty executions of distributed systems" (2016): the causal past of the
/// failing step, then fewer events from outside, then fewer deliveries, each tried by a replay that
/// leaves out what is not possible. Beyond it go the search for the same failure in an earlier
/// round and, with what is left of the budget, short random executions.
public final class Shrinker {
  /// One in so many replays is kept for the races.
  private static final int RACES_SHARE = 10;

  /// Pairs are tried where they are few.
  private static final int PAIRS_LENGTH_MAX = 60;

  private final World world;
  private final ShrinkBudget budget;

  /// A shrinker that replays in `world`, with 500 replays at most.
  public Shrinker(World world) {
    this(world, ShrinkBudget.DEFAULT);
  }

  /// A shrinker that replays in `world` within `budget`.
  public Shrinker(World world, ShrinkBudget budget) {
    this.world = world;
    this.budget = budget;
  }

  /// Shrinks a schedule that breaks `property`.
  ///
  /// @throws IllegalArgumentException where a lenient replay of the schedule does not break it
  public Shrunk shrink(List<Decision> schedule, String property) {
    int stepsMax = Math.max(budget.stepsMax(), schedule.size());
    Player player = new Player(world);
    Execution first = player.playNamed(schedule, stepsMax);
    if (!first.breaks(property)) {
      throw new IllegalArgumentException(
          "the schedule breaks "
              + (first.violation() == null ? "nothing" : first.violation().property())
              + " when it is replayed; allowed: one that breaks "
              + property);
    }
    Search search = new Search(player, first, property, stepsMax);
    search.allow(budget.replaysMax() - budget.replaysMax() / RACES_SHARE);
    boolean oneMinimal = shorten(search, player.play(List.of(), first.steps().size()));
    search.allow(budget.replaysMax());
    Races races = new Races(search, world.channels());
    List<EssentialRace> essential = races.essential();
    return result(search, player.played(), oneMinimal, essential);
  }

  /// Whether the best is known to be 1-minimal afterwards.
  private static boolean shorten(Search search, Execution byDefault) {
    Removal removal = new Removal(search);
    Ordering ordering = new Ordering(search, byDefault);
    ShortSamples samples = new ShortSamples(search);
    search.shorten(List.of());
    removal.outsideCone();
    boolean oneMinimal;
    boolean shorter;
    do {
      removeAndAdvance(search, removal);
      ordering.straighten();
      shorter = removal.singles();
      oneMinimal = !search.spent();
      if (search.best().listed() <= PAIRS_LENGTH_MAX) {
        shorter |= removal.pairs();
      }
      shorter |= removal.singlesByRoles();
      shorter |= samples.any();
    } while (shorter);
    return oneMinimal;
  }

  private static void removeAndAdvance(Search search, Removal removal) {
    Length before;
    do {
      before = search.best().length();
      removal.externals();
      new Rounds(search).leaveOut();
      removal.deliveries();
      new Advance(search).all();
      new SmallerChoices(search).all();
    } while (!search.best().length().equals(before));
  }

  private Shrunk result(Search search, int replays, boolean oneMinimal, List<EssentialRace> races) {
    Execution best = search.best();
    Violation violation = Objects.requireNonNull(best.violation());
    return new Shrunk(
        best.steps().stream().map(this::named).toList(),
        best.listed(),
        violation,
        best.atEnd(),
        best.length(),
        replays,
        oneMinimal,
        races,
        !search.spent());
  }

  private Decision named(Step step) {
    int channel = step.pick().channel();
    Channels channels = world.channels();
    return new Decision(
        channels.sender(channel), channels.receiverName(channel), step.pick().choices());
  }
}
