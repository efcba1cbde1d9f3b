package io.interlock.engine.explore.sample;

import java.util.List;
import java.util.stream.Stream;

/// Which strategy takes which execution: one for all, or several in turn.
public final class Rotation {
  /// The default. Each strategy as often as measurement on the seeded races advises: see
  /// `SeededRacesTest`.
  public static final String PORTFOLIO = "portfolio";

  private static final String TURNS_OF_PORTFOLIO =
      "swarm,pct,swarm,feedback,swarm,pct,swarm,surw,swarm,pct,swarm,pos";

  private final String name;
  private final List<StrategyName> strategies;
  private final int[] turns;

  private Rotation(String name, List<StrategyName> turns) {
    this.name = name;
    strategies = turns.stream().distinct().toList();
    this.turns = turns.stream().mapToInt(strategies::indexOf).toArray();
  }

  /// What can be asked for: `portfolio`, and every strategy by itself.
  public static List<String> names() {
    return Stream.concat(Stream.of(PORTFOLIO), StrategyName.all().stream()).toList();
  }

  /// Reads `portfolio` or the name of a strategy, some of which take a number: `pct`, `pct:3`,
  /// `delay:2`; or several names with commas between them, which then take turns.
  ///
  /// @throws IllegalArgumentException in one line, if there is no such strategy
  public static Rotation parse(String text) {
    String turns = text.equals(PORTFOLIO) ? TURNS_OF_PORTFOLIO : text;
    return new Rotation(text, Stream.of(turns.split(",", -1)).map(StrategyName::parse).toList());
  }

  /// The strategies, each once.
  List<StrategyName> strategies() {
    return strategies;
  }

  /// The index among [#strategies] of the one that takes `execution`.
  int turn(long execution) {
    return turns[(int) (execution % turns.length)];
  }

  @Override
  public String toString() {
    return name;
  }
}
