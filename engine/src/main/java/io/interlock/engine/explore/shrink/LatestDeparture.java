package io.interlock.engine.explore.shrink;

/// The way to the schedule that leaves the default order last: tries whether the default order
/// fails by itself, then ever earlier places to leave it at, then to let the delivery that fails
/// wait alone, then what can be spared from there on.
final class LatestDeparture {
  private final Search search;
  private final Execution byDefault;
  private final Removal removal;
  private final Departure departure;

  /// @param byDefault the execution that takes the default order throughout
  LatestDeparture(Search search, Execution byDefault) {
    this.search = search;
    this.byDefault = byDefault;
    removal = new Removal(search);
    departure = new Departure(search, byDefault);
  }

  /// Shortens what comes after the departure of the best; says whether it is known afterwards that
  /// no delivery of it can be spared.
  boolean shorten() {
    search.shorten(Search.DEFAULT_ORDER, byDefault.steps().size());
    departure.latest(search.best());
    departure.waiting();
    do {
      spare();
    } while (removal.pairs());
    boolean oneMinimal = !search.spent();
    new Ordering(search, byDefault).straighten();
    return oneMinimal;
  }

  private void spare() {
    Length before;
    do {
      before = search.best().length();
      removal.deliveries();
      new SmallerChoices(search).all();
      departure.later();
    } while (!search.best().length().equals(before));
  }
}
