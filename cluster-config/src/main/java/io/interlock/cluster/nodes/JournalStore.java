package io.interlock.cluster.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The database of a journal: H2 in a folder, which the nodes of one machine share.
final class JournalStore {
  private static final String SLICK = "jdbc-journal.slick.";

  private JournalStore() {}

  /// Makes the tables where there are none.
  ///
  /// @throws IllegalStateException where the folder cannot be used
  static void prepare(String folder) {
    // Whoever opens the files first serves the others, and nobody else.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    try (Connection connection = DriverManager.getConnection(url(folder));
        Statement statement = connection.createStatement()) {
      // H2 takes several statements at once.
      statement.execute(schema());
    } catch (SQLException e) {
      throw new IllegalStateException(
          "journal "
              + folder
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /// What Akka has to know.
  static Map<String, Object> config(String folder) {
    Map<String, Object> config = new TreeMap<>();
    config.put("akka.persistence.journal.plugin", "jdbc-journal");
    config.put(SLICK + "profile", "slick.jdbc.H2Profile$");
    config.put(SLICK + "db.url", url(folder));
    config.put(SLICK + "db.driver", "org.h2.Driver");
    config.put(SLICK + "db.numThreads", 2);
    config.put(SLICK + "db.maxConnections", 2);
    config.put(SLICK + "db.minConnections", 1);
    return config;
  }

  private static String url(String folder) {
    return "jdbc:h2:file:" + folder + "/fleet;AUTO_SERVER=TRUE;DATABASE_TO_UPPER=FALSE";
  }

  private static String schema() {
    try (var resource =
        Objects.requireNonNull(JournalStore.class.getResourceAsStream("journal.sql"))) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
