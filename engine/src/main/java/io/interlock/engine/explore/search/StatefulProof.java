package io.interlock.engine.explore.search;

import io.interlock.engine.explore.UnsaveableException;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.StatefulOptions;
import io.interlock.engine.explore.proof.StatefulResult;
import io.interlock.engine.explore.proof.StatefulSearch;
import java.util.function.Supplier;

/// Every state once.
record StatefulProof(SearchSettings settings) implements Search {
  @Override
  public SearchOutcome run(
      Supplier<? extends World> worlds, int round, long executions, SearchControl control) {
    return Searches.inWorld(
        worlds,
        world -> {
          requireSaveable(world);
          StatefulSearch search =
              new StatefulSearch(
                  world,
                  new StatefulOptions(
                      false,
                      true,
                      !world.symmetric(),
                      false,
                      Long.MAX_VALUE,
                      settings.steps(),
                      tableBytes()));
          StatefulResult result =
              search.run(
                  (seen, transitions, _) -> {
                    control.progress().at(seen, transitions);
                    if (control.stopped().getAsBoolean()) {
                      search.interrupt();
                    }
                  });
          if (result.findings().isEmpty()) { // what was found is true whatever was missed
            requireSaveable(world);
          }
          return Proofs.outcome(result, result.ends(), result.states());
        });
  }

  /// Half the heap: the path and the states saved along it need the rest.
  private static long tableBytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  private static void requireSaveable(World world) {
    String unsaveable = world.unsaveable();
    if (unsaveable != null) {
      throw new UnsaveableException(
          ("stateful cannot save %s, whose state is not a StatefulBehavior's but inside Akka or"
                  + " the behaviour itself (stash, timers, supervision); dpor needs no saving")
              .formatted(unsaveable));
    }
    String unhashable = world.unhashable();
    if (unhashable != null) {
      throw new UnsaveableException(
          "stateful cannot tell states apart: %s; dpor need not".formatted(unhashable));
    }
  }
}
