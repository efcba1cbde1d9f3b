package io.interlock.engine.explore.shrink;

import io.interlock.engine.explore.Channels;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.shrink.Execution.Step;
import java.util.List;
import java.util.Objects;

/// Makes failing schedules short and easy to read, and says which races the failure needs.
///
/// The result breaks the property that the schedule broke, and no other.
public final class Shrinker {
  /// One in so many replays is kept for the races.
  private static final int RACES_SHARE = 10;

  /// How much further than to where a schedule failed the default order is followed, to see
  /// whether it fails as well or can be left later.
  private static final int DEFAULT_ORDER_FACTOR = 4;

  private final World world;
  private final ShrinkAim aim;
  private final ShrinkBudget budget;

  /// A shrinker that replays in `world`, with 500 replays at most.
  public Shrinker(World world, ShrinkAim aim) {
    this(world, aim, ShrinkBudget.DEFAULT);
  }

  /// A shrinker that replays in `world` within `budget`.
  public Shrinker(World world, ShrinkAim aim, ShrinkBudget budget) {
    this.world = world;
    this.aim = aim;
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
    Search search = new Search(player, aim, first, property, stepsMax);
    search.allow(budget.replaysMax() - budget.replaysMax() / RACES_SHARE);
    boolean oneMinimal =
        switch (aim) {
          case FEWEST_DELIVERIES ->
              new FewestDeliveries(search, byDefault(player, first, 1)).shorten();
          case LATEST_DEPARTURE ->
              new LatestDeparture(search, byDefault(player, first, DEFAULT_ORDER_FACTOR)).shorten();
        };
    search.allow(budget.replaysMax());
    Races races = new Races(search, world.channels());
    List<EssentialRace> essential = races.essential();
    return result(search, player.played(), oneMinimal, essential);
  }

  /// The default order, up to `factor` times as far as the execution that failed.
  private static Execution byDefault(Player player, Execution failed, int factor) {
    return player.play(Search.DEFAULT_ORDER, factor * failed.steps().size());
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
