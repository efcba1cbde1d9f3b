package io.interlock.engine.check;

import io.interlock.engine.check.Explored.Broken;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.NotRepeatableException;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Replay.Mismatch;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.CounterexampleWriter;
import io.interlock.engine.explore.counterexample.Origin;
import io.interlock.engine.explore.counterexample.Reproduction;
import io.interlock.engine.explore.explain.Explanation;
import io.interlock.engine.explore.explain.Narrator;
import io.interlock.engine.explore.explain.Page;
import io.interlock.engine.explore.explain.TextTable;
import io.interlock.engine.explore.search.Confirmation;
import io.interlock.engine.explore.search.SearchOutcome;
import io.interlock.engine.explore.shrink.ShrinkAim;
import io.interlock.engine.explore.shrink.Shrinker;
import io.interlock.engine.explore.shrink.Shrunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes of a violation a counterexample: confirmed, short, explained, and kept in a file.
final class Evidence {
  private final Supplier<World> worlds;
  private final Path file;

  Evidence(Supplier<World> worlds, Path file) {
    this.worlds = worlds;
    this.file = file;
  }

  /// What became of a violation when it was looked at again.
  sealed interface Found {}

  /// It comes again whenever it is replayed.
  record Kept(Broken broken) implements Found {}

  /// It does not.
  record Lost(Mismatch differs) implements Found {}

  Found of(SearchOutcome outcome, Violation violation) {
    List<Decision> schedule = outcome.schedule();
    try (World world = worlds.get()) {
      Mismatch differs = Confirmation.of(world, schedule, violation);
      return differs == null
          ? new Kept(keep(world, schedule, violation, outcome.execution()))
          : new Lost(differs);
    } catch (NotRepeatableException e) {
      return new Lost(e.mismatch());
    }
  }

  private Broken keep(World world, List<Decision> schedule, Violation violation, long execution) {
    Shrunk shrunk =
        new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES).shrink(schedule, violation.property());
    Counterexample counterexample =
        Counterexample.of(world, new Origin("interlock", "", "", Map.of()), shrunk);
    write(counterexample);
    return new Broken(
        shrunk.violation(),
        execution,
        schedule.size(),
        shrunk,
        TextTable.of(Explanation.of(world, counterexample, Narrator.PLAIN), Page.SCREEN),
        file);
  }

  private void write(Counterexample counterexample) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      CounterexampleWriter.write(counterexample, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Repeats a counterexample that was kept: to the letter where that is still possible, else as
  /// much of it as is, to the end.
  Explored again(Counterexample kept, Path from, ExplorerOptions options) {
    try (World world = worlds.get()) {
      Reproduction reproduction = Reproduction.of(world, kept);
      String difference = reproduction.difference();
      if (difference == null) {
        return repeated(kept.violation(), world, kept, from, "as in " + from, options);
      }
      Replay replay = new Replay(world);
      Replay.Result result = replay.lenient(kept.listedDecisions(), options.steps());
      Violation violation = result.violation();
      if (violation == null) {
        return outcome(null, options, "nothing is broken any more in the order of " + from);
      }
      Broken broken = keep(world, replay.taken(), violation, 0);
      return outcome(
          broken, options, "in the order of %s, adapted (%s)".formatted(from, difference));
    }
  }

  private static Explored repeated(
      Violation violation,
      World world,
      Counterexample kept,
      Path from,
      String end,
      ExplorerOptions options) {
    Shrunk shrunk =
        new Shrinker(world, ShrinkAim.FEWEST_DELIVERIES)
            .shrink(kept.schedule(), violation.property());
    String table = TextTable.of(Explanation.of(world, kept, Narrator.PLAIN), Page.SCREEN);
    return outcome(
        new Broken(violation, 0, kept.schedule().size(), shrunk, table, from), options, end);
  }

  private static Explored outcome(@Nullable Broken broken, ExplorerOptions options, String end) {
    return new Explored(
        options.strategy(), options.seed(), 1, 0, 0, false, false, end, broken, null);
  }
}
