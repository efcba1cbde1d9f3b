package io.interlock.engine.explore.sample;

import io.interlock.engine.explore.World;

/// Coverage feedback (Fest, NSDI 2026): most executions repeat the draws of one that led where
/// none had been before, and go on from there, or change a few of them. Its base is [Swarm].
final class Feedback implements Strategy {
  /// Of so many executions one starts from nothing.
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
      repeat(parent(draws), draws);
    }
    base.begin(world, draws);
  }

  /// One of the corpus, the newer the likelier: what is new is where others have not gone on yet.
  private long[] parent(Draws draws) {
    int one = draws.below(corpus.size());
    int another = draws.below(corpus.size());
    return corpus.tape(Math.max(one, another));
  }

  private static void repeat(long[] parent, Draws draws) {
    boolean changes = draws.below(2) == 0;
    draws.beginTape(parent, parent.length);
    if (!changes) {
      return;
    }
    double changeOneIn = Math.max(1, (double) parent.length / CHANGES);
    int next = gap(draws.freshUnit(), changeOneIn);
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
