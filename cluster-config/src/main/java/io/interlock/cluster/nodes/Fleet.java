package io.interlock.cluster.nodes;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetPlan;
import io.interlock.cluster.fleet.HostImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The fleet that a node works on.
///
/// @param images of its hosts
record Fleet(ScenarioBundle bundle, FleetScenario scenario, FleetPlan plan, HostImages images) {
  /// Reads what another node has packed.
  static Fleet of(ScenarioBundle bundle) {
    try {
      Path folder = Files.createTempDirectory("interlock-fleet");
      try {
        FleetScenario scenario = bundle.unpackFleet(folder, "the fleet");
        return new Fleet(bundle, scenario, FleetPlan.of(scenario), new HostImages());
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
