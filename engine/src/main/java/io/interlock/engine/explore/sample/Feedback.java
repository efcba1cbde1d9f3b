package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Coverage feedback (Fest, NSDI 2026): most executions repeat the draws of one that went where
/// none had been before, with a few of them changed, or from some point on all. Its base is
/// [Swarm].
final class Feedback implements Strategy {
  /// Of so many executions one starts afresh.
  private static final int FRESH_ONE_IN = 4;

  /// How many draws change, on average.
  private static final int CHANGES = 5;

  private static final long[] NOTHING = {};

  private final Swarm base;
  private final Corpus corpus;

  Feedback(Swarm base, Corpus corpus) {
    this.base = base;
    this.corpus = corpus;
  }

  @Override
  public void begin(World world, Draws draws) {
    if (corpus.size() == 0 || draws.below(FRESH_ONE_IN) == 0) {
      draws.beginTape(NOTHING, 0);
    } else {
      mutant(corpus.tape(draws.below(corpus.size())), draws);
    }
    base.begin(world, draws);
  }

  private static void mutant(long[] parent, Draws draws) {
    if (draws.below(2) == 0) {
      draws.beginTape(parent, draws.below(parent.length + 1));
      return;
    }
    double changeOneIn = Math.max(1, (double) parent.length / CHANGES);
    int next = gap(draws.unit(), changeOneIn);
    draws.beginTape(parent, parent.length);
    while (next < parent.length) {
      draws.change(next);
      next += 1 + gap(draws.freshUnit(), changeOneIn);
    }
  }

  /// How many draws stay before the next that changes: a geometric distribution.
  private static int gap(double unit, double changeOneIn) {
    return changeOneIn <= 1 ? 0 : (int) (Math.log1p(-unit) / Math.log1p(-1 / changeOneIn));
  }

  @Override
  public int next(World world, Draws draws) {
    return base.next(world, draws);
  }

  @Override
  public void delivered(World world, int channel) {
    base.delivered(world, channel);
  }
}
