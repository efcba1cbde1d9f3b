package io.interlock.engine.explore.search;

import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.WatchfulWorld;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.Dpor;
import io.interlock.engine.explore.proof.DporOptions;
import io.interlock.engine.explore.proof.DporResult;
import io.interlock.engine.explore.sample.Nondeterminism;
import java.util.function.Supplier;

/// One execution of each class of equal orders.
///
/// Where actors cannot be saved, it runs up to a state again instead of going back to it, and
/// notices if that leads elsewhere.
record DporProof(SearchSettings settings) implements Search {
  @Override
  public SearchOutcome run(
      Supplier<? extends World> worlds, int round, long executions, SearchControl control) {
    return Searches.inWorld(
        worlds,
        world ->
            world.unsaveable() == null
                ? prove(world, true, executions, control)
                : again(world, executions, control));
  }

  private SearchOutcome again(World world, long executions, SearchControl control) {
    WatchfulWorld watchful = new WatchfulWorld(world);
    try {
      return prove(watchful, false, executions, control);
    } catch (NotRepeatableException e) {
      return SearchOutcome.notRepeatable(
          Nondeterminism.at(
              watchful.execution(), settings.strategy(), settings.seed(), e.mismatch()));
    }
  }

  private SearchOutcome prove(
      World world, boolean snapshots, long executions, SearchControl control) {
    Dpor dpor = new Dpor(world, new DporOptions(false, snapshots, executions, settings.steps()));
    DporResult result =
        dpor.run(
            (seen, transitions, _) -> {
              control.progress().at(seen, transitions);
              if (control.stopped().getAsBoolean()) {
                dpor.interrupt();
              }
            });
    return Proofs.outcome(result, result.executions(), 0);
  }
}
