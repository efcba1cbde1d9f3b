package io.interlock.cluster.nodes;

import static io.interlock.cluster.nodes.SmallFleet.END;
import static io.interlock.cluster.nodes.SmallFleet.HOST;
import static io.interlock.cluster.nodes.SmallFleet.LOOPBACK;
import static io.interlock.cluster.nodes.SmallFleet.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.ScenarioBundle;
import io.interlock.cluster.fleet.FleetResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Fleets that are kept in a real PostgreSQL server, which does not always run.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PostgresJournalTest {
  @TempDir private static Path folder = Path.of("");
  private static SmallFleet fleet = new SmallFleet(new ScenarioBundle("", Map.of()), "");
  private static @Nullable PostgresServer running;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path programs = PostgresServer.programs();
    assumeTrue(programs != null, "no PostgreSQL here: apt-get install postgresql");
    running = PostgresServer.start(Objects.requireNonNull(programs), folder);
    fleet = SmallFleet.in(folder);
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
  }

  private static PostgresServer server() {
    return Objects.requireNonNull(running);
  }

  private static NodeOptions keptIn(JournalStore journal) {
    return new NodeOptions(HOST, 0, 1, journal, null);
  }

  @Test
  void aFleetGoesOnWhereItStopped() {
    JournalStore journal = server().journal("resumed");
    assertFalse(journal.isPrepared());
    assertFalse(journal.hasFleet());
    for (int begun = 0; begun < 2; begun++) {
      long until = begun * 30_000_000_000L;
      AtomicLong now = new AtomicLong();
      RunControl some = new RunControl(at -> now.set(at.virtualPicos()), () -> now.get() > until);
      try (FleetNode lead = FleetNode.lead(keptIn(journal), fleet.bundle(), 1)) {
        FleetResult early = lead.awaitResult(END, some);
        assertTrue(early == null || SmallFleet.timeless(early).equals(fleet.expected()));
      }
    }
    assertTrue(journal.hasFleet());
    try (FleetNode lead = FleetNode.lead(keptIn(journal), fleet.bundle(), 1)) {
      assertEquals(fleet.expected(), result(lead));
    }
  }

  @Test
  void aJournalOfAnotherFormatOrThatIsDamagedIsRefused() throws SQLException {
    JournalStore journal = server().journal("refused");
    try (FleetNode lead = FleetNode.lead(keptIn(journal), fleet.bundle(), 1)) {
      assertEquals(fleet.expected(), result(lead));
    }
    server().change("refused", "UPDATE event_journal SET event_payload = '' WHERE ordering = 2");
    assertTrue(said(journal).contains(": its event 2 cannot be read; "), said(journal));
    server().change("refused", "UPDATE event_journal SET adapter_manifest = '1'");
    assertTrue(said(journal).contains(": it is of format 1; allowed: format 2; "), said(journal));
  }

  @Test
  void imagesOfHostsAreKeptInATable() throws IOException, SQLException {
    JournalStore journal = server().journal("images");
    journal.prepare();
    ImageStore images = journal.images();
    assertEquals(List.of(), images.all());
    images.keep(3, new byte[] {1});
    images.keep(4, new byte[] {2});
    images.keep(3, new byte[] {3, 3});
    assertEquals(
        List.of("02", "0303"),
        images.all().stream().map(HexFormat.of()::formatHex).sorted().toList());
  }

  private static String said(JournalStore journal) {
    var e =
        assertThrows(
            FleetException.class, () -> FleetNode.lead(keptIn(journal), fleet.bundle(), 1));
    assertFalse(e.hasBegun());
    return String.valueOf(e.getMessage());
  }

  /// While a fleet with two nodes is under way.
  @Test
  void aServerThatIsKilledAndStartedAgainChangesNothing() throws IOException, InterruptedException {
    NodeOptions options = keptIn(server().journal("killed"));
    try (FleetNode lead = FleetNode.lead(options, fleet.bundle(), 2);
        FleetNode other = SmallFleet.joining(lead, LOOPBACK)) {
      CompletableFuture<Void> underWay = new CompletableFuture<>();
      RunControl watch =
          new RunControl(
              at -> {
                if (at.virtualPicos() > 0) {
                  underWay.complete(null);
                }
              },
              () -> false);
      CompletableFuture<@Nullable FleetResult> result =
          CompletableFuture.supplyAsync(() -> lead.awaitResult(END, watch));
      CompletableFuture.anyOf(underWay, result).join();
      server().kill();
      assertFalse(server().journal("killed").complaint().isEmpty());
      server().begin();
      assertEquals(fleet.expected(), SmallFleet.timeless(Objects.requireNonNull(result.join())));
      assertTrue(other.awaitEnd());
    }
  }

  @Test
  void whoeverIsNotKnownIsToldInOneLine() {
    Map<String, String> wrong = Map.of("PGUSER", PostgresServer.USER, "PGPASSWORD", "guessed");
    JournalStore journal = JournalStore.at(server().url(), wrong);
    var e =
        assertThrows(
            FleetException.class, () -> FleetNode.lead(keptIn(journal), fleet.bundle(), 1));
    String said = String.valueOf(e.getMessage());
    assertTrue(said.contains("password authentication failed"), said);
    assertFalse(said.contains("guessed"), said);
    assertEquals(1, said.lines().count(), said);
  }
}
