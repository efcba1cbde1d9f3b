package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioReader;
import java.nio.file.Path;
import java.util.Map;

/// The large fleet of the benchmarks: 10,000 VMs on 1,000 unlike hosts, each with a tick of 100 Hz
/// that keeps it busy for a twentieth of the time. All arrive at once.
public final class Racks {
  static final int VMS = 10_000;

  private Racks() {}

  /// Such a fleet, for so many milliseconds of virtual time.
  public static ScenarioBundle bundle(int millis) {
    return new ScenarioBundle(
        """
        run { for = %dms, seed = 1 }
        hosts {
          big   { preset = big-spe-4x4, count = 600, memory = 64 GiB }
          small { preset = no-spe-4x4, count = 400, memory = 64 GiB }
        }
        vms.web { vcpus = 1, guest = timer-tick, tick-hz = 100, busy-percent = 5, count = %d
                  memory = 1 GiB }
        fleet.placement = spread
        """
            .formatted(millis, VMS),
        Map.of());
  }

  /// The same, read.
  public static FleetScenario scenario(int millis) {
    return ScenarioReader.parseFleet(Path.of("racks"), bundle(millis).text());
  }
}
