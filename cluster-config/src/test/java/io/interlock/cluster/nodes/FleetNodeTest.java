package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SmallFleet.END;
import static io.interlock.cluster.nodes.SmallFleet.HOST;
import static io.interlock.cluster.nodes.SmallFleet.LOOPBACK;
import static io.interlock.cluster.nodes.SmallFleet.NO_CONTROL;
import static io.interlock.cluster.nodes.SmallFleet.port;
import static io.interlock.cluster.nodes.SmallFleet.result;
import static io.interlock.cluster.nodes.SmallFleet.timeless;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Cluster;
import com.typesafe.config.ConfigFactory;
import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetMoment;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.cluster.fleet.HostsSeen;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes in one JVM, which speak with each other over loopback as machines would.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FleetNodeTest {
  private static final String IMAGE_AFTER = "interlock.fleet.image-after";

  @TempDir private static Path folder = Path.of("");
  private static SmallFleet fleet = new SmallFleet(new ScenarioBundle("", Map.of()), "");

  @BeforeAll
  static void runAlone() throws IOException {
    fleet = SmallFleet.in(folder);
  }

  private static FleetNode joining(FleetNode lead) {
    return SmallFleet.joining(lead, LOOPBACK);
  }

  private static JournalStore at(Path folder) {
    return JournalStore.at(folder.toString(), Map.of());
  }

  @Test
  void resultIsThatOfOneMachine() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      assertEquals(fleet.expected(), result(lead));
    }
  }

  @Test
  void resultDoesNotDependOnTheNumberOfNodes() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 2);
        FleetNode other = joining(lead)) {
      assertEquals(fleet.expected(), result(lead));
      assertTrue(other.awaitEnd());
    }
  }

  @Test
  void aNodeMayJoinAtAnyTime() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1);
        FleetNode late = joining(lead)) {
      assertEquals(fleet.expected(), result(lead));
      assertTrue(late.awaitEnd());
    }
  }

  @Test
  void aNodeWithThreeTimesTheThreadsGetsThreeTimesTheHosts(@TempDir Path scenarios)
      throws IOException {
    Path file =
        Files.writeString(
            scenarios.resolve("even.conf"),
            """
            run.for = 1h
            hosts.pair { preset = pair, count = 8 }
            vms.tick { vcpus = 1, guest = timer-tick, count = 8 }
            fleet.placement = spread
            """);
    AtomicReference<List<HostsSeen.Node>> seen = new AtomicReference<>(List.of());
    RunControl untilSeen = new RunControl(_ -> {}, () -> !seen.get().isEmpty());
    ScenarioBundle even = ScenarioBundle.packFleet(file, List.of());
    NodeOptions three = new NodeOptions(HOST, 0, 3, null, null);
    try (FleetNode lead = FleetNode.lead(LOOPBACK, even, 2, new AllSeen(8, seen));
        FleetNode other = SmallFleet.joining(lead, three)) {
      assertNull(lead.awaitResult(Long.MAX_VALUE, untilSeen));
      for (HostsSeen.Node node : seen.get()) {
        assertEquals(node.address().equals(other.address()) ? 6 : 2, node.hosts());
      }
    }
  }

  /// Keeps where the hosts are, once that is known of all.
  private record AllSeen(int hosts, AtomicReference<List<HostsSeen.Node>> nodes)
      implements FleetWatch {
    @Override
    public boolean isDue() {
      return true;
    }

    @Override
    public void saw(FleetMoment moment) {
      List<HostsSeen.Node> now = moment.seen().nodes();
      if (now.stream().mapToInt(HostsSeen.Node::hosts).sum() == hosts) {
        nodes.set(now);
      }
    }
  }

  /// Nobody but the cluster knows it yet.
  @Test
  void aNodeThatComesAtTheLastMomentGoesHomeToo() {
    FleetNode late;
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      lead.awaitEndOfRun();
      late = joining(lead);
      late.awaitBegin();
      assertEquals(fleet.expected(), result(lead));
    }
    try (late) {
      assertTrue(late.awaitEnd());
    }
  }

  /// Stopped at any moment, and resumed as often as it takes.
  @Test
  void aFleetWithAJournalGoesOnWhereItStopped(@TempDir Path kept) {
    NodeOptions journal = new NodeOptions(HOST, 0, 1, at(kept), null);
    for (int begun = 0; begun < 3; begun++) {
      long until = begun * 25_000_000_000L;
      AtomicLong now = new AtomicLong();
      RunControl some = new RunControl(at -> now.set(at.virtualPicos()), () -> now.get() > until);
      try (FleetNode lead = FleetNode.lead(journal, fleet.bundle(), 1)) {
        FleetResult early = lead.awaitResult(END, some);
        assertTrue(early == null || timeless(early).equals(fleet.expected()));
      }
    }
    try (FleetNode lead = FleetNode.lead(journal, fleet.bundle(), 1)) {
      assertEquals(fleet.expected(), result(lead));
    }
  }

  @Test
  void whoResumesAFleetGoesOnFromImages(@TempDir Path kept) {
    System.setProperty(IMAGE_AFTER, "0s");
    ConfigFactory.invalidateCaches();
    try {
      NodeOptions journal = new NodeOptions(HOST, 0, 1, at(kept), null);
      long windows;
      try (FleetNode lead = FleetNode.lead(journal, fleet.bundle(), 1)) {
        windows = Objects.requireNonNull(lead.awaitResult(END, NO_CONTROL)).windows();
      }
      try (FleetNode lead = FleetNode.lead(journal, fleet.bundle(), 1)) {
        FleetResult again = Objects.requireNonNull(lead.awaitResult(END, NO_CONTROL));
        assertEquals(fleet.expected(), timeless(again));
        FleetResult.Recovery recovery = again.recoveries().getFirst();
        assertEquals("resumed", recovery.cause());
        assertTrue(recovery.windows() < windows, recovery.toString());
      }
    } finally {
      System.clearProperty(IMAGE_AFTER);
      ConfigFactory.invalidateCaches();
    }
  }

  @Test
  void aJournalOfAnotherFleetIsRefused(@TempDir Path kept) {
    NodeOptions journal = new NodeOptions(HOST, 0, 1, at(kept), null);
    try (FleetNode lead = FleetNode.lead(journal, fleet.bundle(), 1)) {
      assertEquals(fleet.expected(), result(lead));
    }
    ScenarioBundle other =
        new ScenarioBundle(
            fleet.bundle().text().replace("\"seed\":11", "\"seed\":12"), fleet.bundle().files());
    try (FleetNode lead = FleetNode.lead(journal, other, 1)) {
      var e = assertThrows(FleetException.class, () -> lead.awaitResult(END, NO_CONTROL));
      assertTrue(String.valueOf(e.getMessage()).startsWith("the journal is that of another fleet"));
    }
  }

  /// No second wait at all would mean one as long as the first to Akka.
  @Test
  void groupsOfANodeThatIsTakenForLostNeedNotWaitAgain() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      Cluster cluster = Cluster.get(Adapter.toClassic(lead.system()));
      assertEquals(1, cluster.downingProvider().downRemovalMargin().toMillis());
      assertEquals(fleet.expected(), result(lead));
    }
  }

  @Test
  void garbageOnThePortDisturbsNobody() throws IOException {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
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
      assertEquals(fleet.expected(), result(lead));
    }
  }

  @Test
  void anAddressInUseIsRefusedAtOnce() {
    try (FleetNode lead = FleetNode.lead(LOOPBACK, fleet.bundle(), 1)) {
      NodeOptions taken = new NodeOptions(HOST, port(lead), 1, null, null);
      assertThrows(RuntimeException.class, () -> FleetNode.lead(taken, fleet.bundle(), 1));
    }
  }
}
