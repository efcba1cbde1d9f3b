package io.interlock.engine.explore.shrink;

/// The way to the shortest schedule. It is that of Scott and others, "Minimizing faulty executions
/// of distributed systems" (2016): the causal past of the failing step, then fewer events from
/// outside, then fewer deliveries, each tried by a replay that leaves out what is not possible.
/// Beyond it go the search for the same failure in an earlier round and, with what is left of the
/// budget, short random executions.
final class FewestDeliveries {
  /// Pairs are tried where they are few.
  private static final int PAIRS_LENGTH_MAX = 60;

  private final Search search;
  private final Removal removal;
  private final Ordering ordering;
  private final ShortSamples samples;

  /// @param byDefault the execution that takes the default order throughout
  FewestDeliveries(Search search, Execution byDefault) {
    this.search = search;
    removal = new Removal(search);
    ordering = new Ordering(search, byDefault);
    samples = new ShortSamples(search);
  }

  /// Shortens the best; says whether it is known to be 1-minimal afterwards.
  boolean shorten() {
    search.shorten(Search.DEFAULT_ORDER);
    removal.outsideCone();
    boolean oneMinimal;
    boolean shorter;
    do {
      removeAndAdvance();
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

  private void removeAndAdvance() {
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
}
