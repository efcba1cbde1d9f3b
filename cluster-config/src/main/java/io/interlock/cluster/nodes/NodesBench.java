package io.interlock.cluster.nodes;

import io.interlock.actors.result.Progress;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import io.interlock.cluster.fleet.Racks;
import io.interlock.engine.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a fleet gains and loses on several JVMs of this machine.
public final class NodesBench {
  private static final int WARM_UP_MILLIS = 500;
  private static final int MILLIS = 6_000;
  private static final int NODES = 3;
  private static final String TINY =
      """
      run { for = 1ms, seed = 1 }
      hosts.host { preset = dual, count = 48 }
      vms.idle { vcpus = 1, guest = idle }
      fleet {}
      """;

  private NodesBench() {}

  /// How long it takes until three nodes have found each other, and what three with one thread each
  /// do beside one JVM with two: once all have warmed up, in the second half of [Racks].
  public static List<Figure> threeJvms(OtherJvms jvms) {
    List<Progress> together = new ArrayList<>();
    long begun = System.nanoTime();
    double formed;
    try (FleetNode lead = FleetNode.lead(options(1), Racks.bundle(MILLIS), NODES);
        OtherJvms.Started _ = jvms.start(NODES - 1, lead.address(), 1)) {
      lead.awaitBegin();
      formed = (System.nanoTime() - begun) / 1e9;
      FleetResult _ = lead.awaitResult(MILLIS * 1_000_000_000L, listener(together));
    }
    List<Progress> alone = new ArrayList<>();
    FleetResult _ = FleetRunner.run(Racks.scenario(WARM_UP_MILLIS), listener(new ArrayList<>()));
    FleetResult _ = FleetRunner.run(Racks.scenario(MILLIS), listener(alone));
    double rate = rate(together);
    return List.of(
        new Figure("three nodes find each other", formed, "s", null, null),
        new Figure(
            "10,000 VMs on three nodes", rate, "1/s", rate / rate(alone), "one JVM, two threads"));
  }

  /// How many messages two JVMs can exchange.
  public static Figure fabric(OtherJvms jvms) {
    try (FleetNode lead = FleetNode.lead(options(1), new ScenarioBundle(TINY, Map.of()), 2);
        OtherJvms.Started _ = jvms.start(1, lead.address(), 1)) {
      lead.awaitEndOfRun();
      double rate = Pump.measure(lead.system());
      return new Figure("messages between two JVMs", rate, "1/s", null, null);
    }
  }

  private static NodeOptions options(int threads) {
    return new NodeOptions("127.0.0.1", 0, threads, null, null);
  }

  private static RunControl listener(List<Progress> into) {
    return new RunControl(into::add, () -> false);
  }

  /// Deliveries per second of wall-clock time in the second half.
  private static double rate(List<Progress> points) {
    Progress half =
        points.stream()
            .filter(point -> point.virtualPicos() >= point.totalPicos() / 2)
            .findFirst()
            .orElseThrow();
    Progress last = points.getLast();
    return (last.events() - half.events()) * 1e9 / (last.wallNanos() - half.wallNanos());
  }
}
