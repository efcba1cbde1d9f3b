package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a journal that does not answer.
class KeptJournalTest {
  private final ActorSystem<JournalActor.Command> silent =
      ActorSystem.create(Behaviors.ignore(), "silent");

  @AfterEach
  void terminate() {
    silent.terminate();
    silent.getWhenTerminated().toCompletableFuture().join();
  }

  private String saidOf(JournalStore store) {
    var begun = new JournalEvent.Begun(1, "", "", Map.of());
    var e =
        assertThrows(
            FleetException.class,
            () -> new KeptJournal(silent, store, Duration.ofSeconds(1), begun));
    assertTrue(e.hasBegun());
    return String.valueOf(e.getMessage());
  }

  @Test
  void whereItsDatabaseCannotBeOpenedThatIsSaid(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("fleet.mv.db"), "junk".repeat(10_000));
    String said = saidOf(JournalStore.at(folder.toString(), Map.of()));
    assertTrue(said.contains("fleet.mv.db"), said + " of " + file);
    assertTrue(said.endsWith("; --resume goes on with the fleet"), said);
  }

  @Test
  void aFullDiskIsSuspectedOnlyWhenItHasBeenWaitedFor(@TempDir Path folder) {
    JournalStore store = JournalStore.at(folder.toString(), Map.of());
    store.prepare();
    assertEquals(
        "the journal does not answer: it can be opened, but is its disk full?"
            + "; --resume goes on with the fleet",
        saidOf(store));
  }

  @Test
  void whereItCannotBeReadThatIsSaid(@TempDir Path folder) throws Exception {
    JournalStore store = JournalStore.at(folder.toString(), Map.of());
    store.prepare();
    String url = "jdbc:h2:file:" + folder + "/fleet;AUTO_SERVER=TRUE;DATABASE_TO_UPPER=FALSE";
    try (Connection connection = DriverManager.getConnection(url);
        Statement change = connection.createStatement()) {
      change.execute(
          """
          INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer",
            "write_timestamp", "adapter_manifest", "event_payload", "event_ser_id",
            "event_ser_manifest")
          VALUES ('fleet', 1, '', 0, '%s', X'00', 0, '')
          """
              .formatted(JournalEvent.FORMAT));
    }
    assertTrue(saidOf(store).contains(": its event 1 cannot be read; "));
  }
}
