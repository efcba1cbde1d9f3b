package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.actors.scenario.ScenarioReader;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes in one JVM, which speak with each other over loopback as machines would.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FleetNodeTest {
  private static final String FLEET =
      """
      run { for = 80ms, seed = 11 }
      hosts {
        plain { preset = pair, count = 4, memory = 8 GiB }
        dual { preset = dual, count = 3, memory = 8 GiB }
      }
      vms {
        tick { vcpus = 1, guest = timer-tick, tick-hz = 1000, busy-percent = 20, count = 8,
               memory = 64 MiB, dirty-rate = 1 GiB, arrive-every = 1ms, arrive-at-random = yes }
        storm { vcpus = 2, guest = ipi-storm, rate-hz = 500, count = 2, memory = 16 MiB }
        profiled { vcpus = 1, guest = perf-record, spe {}, affinity = "2-3", memory = 16 MiB }
      }
      fleet {
        placement = spread
        fabric { latency = 100us, bandwidth = 100 Gbps }
        migration { downtime-max = 1ms }
        failover-after = 5ms
        rebalance.every = 20ms
        events = ["at 10ms drain plain-0", "at 30ms fail plain-1", "at 50ms return plain-0",
                  "at 60ms migrate profiled to plain-2"]
      }
      """;
  private static final String HOST = "127.0.0.1";
  private static final NodeOptions LOOPBACK = new NodeOptions(HOST, 0, 1, null, null);
  private static final RunControl NO_CONTROL = new RunControl(_ -> {}, () -> false);
  private static final long END = 80_000_000_000L;

  @TempDir private static Path folder = Path.of("");
  private static ScenarioBundle bundle = new ScenarioBundle("", java.util.Map.of());
  private static String expected = "";

  @BeforeAll
  static void runAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("fleet.conf"), FLEET);
    FleetScenario scenario = ScenarioReader.readFleet(file, List.of());
    bundle = ScenarioBundle.packFleet(file, List.of());
    expected = timeless(FleetRunner.run(scenario, NO_CONTROL));
  }

  /// What does not depend on where it ran.
  private static String timeless(FleetResult result) {
    return result.digest()
        + result.events()
        + result.windows()
        + result.vms()
        + result.migrations()
        + result.utilisation()
        + result.refusals();
  }

  private static int port(FleetNode node) {
    return Integer.parseInt(node.address().substring(HOST.length() + 1));
  }

  private static FleetNode joining(FleetNode lead) {
    return FleetNode.join(LOOPBACK, HOST, port(lead));
  }

  private static String result(FleetNode lead) {
    return timeless(Objects.requireNonNull(lead.awaitResult(END, NO_CONTROL)));
  }

  @Test
  void resultIsThatOfOneMachine() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, bundle, 1)) {
      assertEquals(expected, result(lead));
    }
  }

  @Test
  void resultDoesNotDependOnTheNumberOfNodes() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, bundle, 2);
        FleetNode other = joining(lead)) {
      assertEquals(expected, result(lead));
      assertTrue(other.awaitEnd());
    }
  }

  @Test
  void aNodeMayJoinAtAnyTime() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, bundle, 1);
        FleetNode late = joining(lead)) {
      assertEquals(expected, result(lead));
      assertTrue(late.awaitEnd());
    }
  }

  /// Stopped at any moment, and resumed as often as it takes.
  @Test
  void aFleetWithAJournalGoesOnWhereItStopped(@TempDir Path kept) {
    NodeOptions journal = new NodeOptions(HOST, 0, 1, kept.toString(), null);
    for (int begun = 0; begun < 3; begun++) {
      long until = begun * 25_000_000_000L;
      AtomicLong now = new AtomicLong();
      RunControl some = new RunControl(at -> now.set(at.virtualPicos()), () -> now.get() > until);
      try (FleetNode lead = FleetNode.lead(journal, bundle, 1)) {
        FleetResult early = lead.awaitResult(END, some);
        assertTrue(early == null || timeless(early).equals(expected));
      }
    }
    try (FleetNode lead = FleetNode.lead(journal, bundle, 1)) {
      assertEquals(expected, result(lead));
    }
  }

  @Test
  void aJournalOfAnotherFleetIsRefused(@TempDir Path kept) {
    NodeOptions journal = new NodeOptions(HOST, 0, 1, kept.toString(), null);
    try (FleetNode lead = FleetNode.lead(journal, bundle, 1)) {
      assertEquals(expected, result(lead));
    }
    ScenarioBundle other =
        new ScenarioBundle(bundle.text().replace("\"seed\":11", "\"seed\":12"), bundle.files());
    try (FleetNode lead = FleetNode.lead(journal, other, 1)) {
      var e = assertThrows(IllegalStateException.class, () -> lead.awaitResult(END, NO_CONTROL));
      assertTrue(String.valueOf(e.getMessage()).startsWith("the journal is that of another fleet"));
    }
  }

  @Test
  void garbageOnThePortDisturbsNobody() throws IOException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, bundle, 1)) {
      byte[] garbage = new byte[10_000];
      new SplittableRandom(1).nextBytes(garbage);
      for (int i = 0; i < 3; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(lead));
            OutputStream out = socket.getOutputStream()) {
          out.write(garbage);
        } catch (IOException closed) {
          assertTrue(closed.getMessage() != null, "the node hangs up");
        }
      }
      assertEquals(expected, result(lead));
    }
  }

  @Test
  void anAddressInUseIsRefusedAtOnce() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, bundle, 1)) {
      NodeOptions taken = new NodeOptions(HOST, port(lead), 1, null, null);
      assertThrows(RuntimeException.class, () -> FleetNode.lead(taken, bundle, 1));
    }
  }
}
