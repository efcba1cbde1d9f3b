package io.interlock.actors.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.interlock.actors.host.boot.HostWorlds;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.engine.Simulation;
import io.interlock.engine.image.Images;
import io.interlock.engine.image.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hosts of all examples go on from images as if nothing had happened: whatever an actor keeps, it
/// can be saved.
class SavedHostTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final long UNTIL_PICOS = 20_000_000_000L;
  private static final long SLICE_PICOS = 1_411_000_000L;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .filter(file -> !ScenarioReader.isFleet(file, List.of()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aHostGoesOnFromAnImage(Path example) {
    for (HostPlan plan : Planner.plan(ScenarioReader.read(example, List.of()))) {
      Simulation whole = HostWorlds.timed(TestRun.ENGINE, plan, 5, List.of());
      long words = Vocabulary.of(plan).fingerprint();
      whole.run(UNTIL_PICOS);
      assertEquals(words, Vocabulary.of(plan).fingerprint(), "a plan stays as it is");
      assertEquals(whole.digest(), digestInSlices(plan));
      whole.close();
    }
  }

  private static String digestInSlices(HostPlan plan) {
    Images images = Simulation.images();
    Vocabulary known = Vocabulary.of(plan);
    Simulation world = HostWorlds.timed(TestRun.ENGINE, plan, 5, List.of());
    for (long until = 0; until < UNTIL_PICOS; until += SLICE_PICOS) {
      world.run(until);
      byte[] image = world.save(images, known, plan.name());
      world.close();
      world = HostWorlds.empty(TestRun.ENGINE, plan, 5, List.of());
      assertEquals(plan.name(), world.load(images, known, image));
    }
    world.run(UNTIL_PICOS);
    String digest = world.digest();
    world.close();
    return digest;
  }
}
