package io.interlock.actors.explore;

import io.interlock.engine.explore.World;
import io.interlock.engine.explore.proof.Dpor;
import io.interlock.engine.explore.proof.DporOptions;
import io.interlock.engine.explore.proof.DporResult;
import io.interlock.engine.explore.proof.Ending;
import io.interlock.engine.explore.proof.Finding;
import io.interlock.engine.explore.proof.ProofResult;
import io.interlock.engine.explore.proof.StatefulOptions;
import io.interlock.engine.explore.proof.StatefulResult;
import io.interlock.engine.explore.proof.StatefulSearch;
import io.interlock.engine.explore.sample.Find;
import io.interlock.engine.explore.sample.Nondeterminism;
import io.interlock.engine.explore.sample.Rotation;
import io.interlock.engine.explore.sample.Sampled;
import io.interlock.engine.explore.sample.Sampler;
import io.interlock.engine.explore.sample.Sampling;
import io.interlock.engine.trace.Mix;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The ways of searching, by name.
public final class Searches {
  private static final String DPOR = "dpor";
  private static final String STATEFUL = "stateful";

  /// Every so many executions one is run twice.
  private static final int REPEAT_ONE_IN = 1000;

  /// A host whose guests never end does not come to rest in any order, and nothing is wrong with
  /// that. `progress` judges those executions that do.
  private static final int NO_FAIR_SUFFIX = 0;

  private Searches() {}

  /// Whether this strategy tries every order, rather than some.
  public static boolean isProof(String strategy) {
    return strategy.equals(DPOR) || strategy.equals(STATEFUL);
  }

  /// The names of all strategies.
  public static List<String> names() {
    return Stream.concat(Rotation.names().stream(), Stream.of(DPOR, STATEFUL)).toList();
  }

  /// The search that `settings` asks for.
  ///
  /// @throws IllegalArgumentException in one line, if there is no such strategy
  static Search of(ExploreSettings settings) {
    return switch (settings.strategy()) {
      case DPOR -> (worlds, _, executions, control) -> dpor(worlds, settings, executions, control);
      case STATEFUL -> (worlds, _, _, control) -> stateful(worlds, settings, control);
      default -> sampling(settings, Rotation.parse(settings.strategy()));
    };
  }

  private static Search sampling(ExploreSettings settings, Rotation rotation) {
    return (worlds, round, executions, control) -> {
      Sampling sampling =
          new Sampling(
              rotation,
              round == 0 ? settings.seed() : Mix.fold(settings.seed(), round),
              executions,
              settings.steps(),
              NO_FAIR_SUFFIX,
              settings.workers(),
              REPEAT_ONE_IN,
              true);
      Sampled sampled =
          Sampler.run(
              sampling,
              worlds::open,
              control.stopped(),
              at ->
                  control
                      .progress()
                      .accept(
                          new ExploreControl.Progress(
                              at.executions(), at.deliveries(), at.properties(), 0)));
      Nondeterminism hidden = sampled.nondeterminism();
      if (hidden != null) {
        throw new IllegalStateException("not deterministic: " + hidden);
      }
      Find find = sampled.finds().isEmpty() ? null : sampled.finds().getFirst();
      boolean stopped =
          sampled.end() == Sampled.End.TIME || sampled.end() == Sampled.End.INTERRUPTED;
      return new Search.Outcome(
          find == null ? null : find.violation(),
          find == null ? List.of() : find.schedule(),
          find == null ? 0 : find.execution(),
          sampled.executions(),
          sampled.deliveries(),
          0,
          sampled.coverage(),
          false,
          stopped,
          stopped ? "interrupted" : "after all executions");
    };
  }

  private static Search.Outcome dpor(
      Worlds worlds, ExploreSettings settings, long executions, ExploreControl control) {
    try (World world = worlds.open()) {
      boolean snapshots = world.unsaveable() == null;
      Dpor dpor = new Dpor(world, new DporOptions(false, snapshots, executions, settings.steps()));
      DporResult result =
          dpor.run((seen, transitions, _) -> tell(control, seen, transitions, dpor::interrupt));
      return outcome(result, result.executions(), 0);
    }
  }

  private static Search.Outcome stateful(
      Worlds worlds, ExploreSettings settings, ExploreControl control) {
    try (World world = worlds.open()) {
      StatefulSearch search =
          new StatefulSearch(
              world,
              new StatefulOptions(
                  false, true, true, false, Long.MAX_VALUE, settings.steps(), tableBytes()));
      StatefulResult result =
          search.run((seen, transitions, _) -> tell(control, seen, transitions, search::interrupt));
      return outcome(result, result.ends(), result.states());
    }
  }

  /// Half the heap: the path and the states saved along it need the rest.
  private static long tableBytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  private static void tell(ExploreControl control, long seen, long deliveries, Runnable interrupt) {
    control.progress().accept(new ExploreControl.Progress(seen, deliveries, 0, 0));
    if (control.stopped().getAsBoolean()) {
      interrupt.run();
    }
  }

  private static Search.Outcome outcome(ProofResult result, long executions, long states) {
    Finding finding = result.findings().isEmpty() ? null : result.findings().getFirst();
    return new Search.Outcome(
        finding == null ? null : finding.violation(),
        finding == null ? List.of() : finding.schedule(),
        Math.max(0, executions - 1),
        executions,
        result.transitions(),
        states,
        0,
        result.exhausted(),
        result.ending() == Ending.INTERRUPTED,
        words(result.ending()));
  }

  private static String words(Ending ending) {
    return switch (ending) {
      case EXHAUSTED -> "every order was tried";
      case INTERRUPTED -> "interrupted";
      default -> "cut by the bound on " + ending.name().toLowerCase(Locale.ROOT);
    };
  }
}
