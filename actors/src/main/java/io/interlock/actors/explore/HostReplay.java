package io.interlock.actors.explore;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioException;
import io.interlock.engine.Engine;
import io.interlock.engine.explore.Decision;
import io.interlock.engine.explore.NearbyReplay;
import io.interlock.engine.explore.Replay;
import io.interlock.engine.explore.Scene;
import io.interlock.engine.explore.Violation;
import io.interlock.engine.explore.Walk;
import io.interlock.engine.explore.World;
import io.interlock.engine.explore.counterexample.Counterexample;
import io.interlock.engine.explore.counterexample.Reproduction;
import io.interlock.engine.explore.explain.Explanation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs a counterexample again, on the host that its file describes or on another one.
public final class HostReplay {
  private HostReplay() {}

  /// What a replay came to.
  ///
  /// @param difference how a strict replay differs from the file, in one line; null where it does
  ///     not, and in lenient ones
  /// @param lenient whether decisions that are no longer possible were left out
  /// @param skipped how many
  /// @param broken whether the property was broken again
  /// @param message what was seen, or null
  /// @param nearby in lenient replays, by how much another order than that of the file was taken,
  ///     in words; empty where it was that one
  /// @param explanation of the execution in the file; null where it was not repeated
  public record Result(
      @Nullable String difference,
      boolean lenient,
      int skipped,
      boolean broken,
      @Nullable String message,
      String nearby,
      @Nullable Explanation explanation) {}

  /// Runs a counterexample to the letter.
  ///
  /// @param file what it is called in complaints
  public static Result strict(Counterexample counterexample, String file) {
    return withScenario(
        counterexample,
        file,
        scenario ->
            inWorld(
                scenario,
                counterexample,
                world -> {
                  Reproduction reproduction = Reproduction.of(world, counterexample);
                  boolean same = reproduction.difference() == null;
                  Explanation explanation =
                      same ? Explanation.of(world, counterexample, new Narration()) : null;
                  var observed = reproduction.observed();
                  return new Result(
                      reproduction.difference(),
                      false,
                      0,
                      same,
                      observed == null ? null : observed.message(),
                      "",
                      explanation);
                }));
  }

  /// Runs as much of a counterexample as another scenario allows, and then to the end in the order
  /// of time. Where that breaks nothing, orders nearby are tried.
  ///
  /// @param file what the counterexample is called in complaints
  public static Result lenient(
      Counterexample counterexample, String file, Scenario scenario, int steps) {
    int departure = departure(counterexample, file);
    return inWorld(
        scenario,
        counterexample,
        world -> {
          List<Decision> listed = counterexample.listedDecisions();
          Replay.Result result = new Replay(world).lenient(listed, steps);
          if (result.violation() != null) {
            return lenient(result, result.violation(), "");
          }
          NearbyReplay.Found found = new NearbyReplay(world).search(listed, departure);
          return found == null
              ? lenient(result, null, "")
              : lenient(result, found.violation(), words(found.place()));
        });
  }

  private static Result lenient(
      Replay.Result result, @Nullable Violation violation, String nearby) {
    return new Result(
        null,
        true,
        result.skipped(),
        violation != null,
        violation == null ? null : violation.message(),
        nearby,
        null);
  }

  private static String words(NearbyReplay.Place place) {
    String departure =
        place.later() < 0 ? -place.later() + " deliveries earlier" : place.later() + " later";
    return "the order of time left " + departure + ", the last delivery " + place.held() + " later";
  }

  /// Where the schedule leaves the order of time, in its own scenario. If it can no longer be
  /// repeated there, it is all tried.
  private static int departure(Counterexample counterexample, String file) {
    return withScenario(
        counterexample,
        file,
        scenario ->
            inWorld(
                scenario,
                counterexample,
                world -> {
                  try {
                    return Walk.departure(world, counterexample.schedule());
                  } catch (IllegalStateException _) {
                    return 0;
                  }
                }));
  }

  private static <T> T inWorld(
      Scenario scenario, Counterexample counterexample, Function<World, T> replay) {
    HostPlan plan = HostExplorer.onlyHost(scenario);
    List<Properties> properties =
        Arrays.stream(Properties.values())
            .filter(each -> each.title().equals(counterexample.violation().property()))
            .toList();
    try (Engine engine = new Engine(1);
        World world =
            new Worlds(
                    engine,
                    plan,
                    properties,
                    Scene.UNBOUNDED,
                    HostExplorer.only(counterexample.violation()))
                .open()) {
      return replay.apply(world);
    }
  }

  private static <T> T withScenario(
      Counterexample counterexample, String file, Function<Scenario, T> replay) {
    var bundle =
        new ScenarioBundle(counterexample.origin().scenario(), counterexample.origin().overrides());
    Path folder = temporaryFolder();
    try {
      return replay.apply(bundle.unpack(folder, file));
    } catch (ScenarioException e) {
      // Nobody but us knows the folder: what is wrong is in the counterexample.
      String inFolder = folder + File.separator;
      throw ScenarioException.passedOn(
          String.valueOf(e.getMessage()).replace(inFolder, file + ": "));
    } finally {
      delete(folder);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("interlock").toAbsolutePath().normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
