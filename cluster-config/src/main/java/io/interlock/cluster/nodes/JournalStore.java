package io.interlock.cluster.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The database of a journal: H2 in a folder, which the nodes of one machine share, or PostgreSQL,
/// which those of several can share. One folder, or one schema, keeps one fleet.
public final class JournalStore {
  private static final Pattern PASSWORD =
      Pattern.compile("[?&](ssl)?password=", Pattern.CASE_INSENSITIVE);
  private static final Pattern SCHEMA = Pattern.compile("[?&]currentSchema=(?<name>\\w+)");
  private static final String SLICK = "jdbc-journal.slick.";

  private final String place;
  private final Database database;
  private final String url;
  private final Properties login = new Properties();

  private enum Database {
    H2(
        "org.h2.Driver",
        "slick.jdbc.H2Profile$",
        "journal-h2.sql",
        "; allowed: a folder that can be written, empty or with a journal that is whole"),
    POSTGRES(
        "org.postgresql.Driver",
        "slick.jdbc.PostgresProfile$",
        "journal-postgres.sql",
        "; allowed: a server that is up and knows PGUSER and PGPASSWORD, or a line of ~/.pgpass");

    static final String POSTGRES_URL = "jdbc:postgresql:";

    final String driver;
    final String profile;
    final String schema;
    final String hint;

    Database(String driver, String profile, String schema, String hint) {
      this.driver = driver;
      this.profile = profile;
      this.schema = schema;
      this.hint = hint;
    }
  }

  private JournalStore(String place, Database database, String url) {
    this.place = place;
    this.database = database;
    this.url = url;
  }

  /// What the user calls a journal.
  ///
  /// @param place a folder, or `jdbc:postgresql://HOST:PORT/DATABASE`
  /// @param environment of the process: PostgreSQL's user and password are in it, or in a file that
  ///     PostgreSQL's driver knows
  /// @throws FleetException where it is neither
  public static JournalStore at(String place, Map<String, String> environment) {
    if (PASSWORD.matcher(place).find()) {
      throw FleetException.cannotBegin(
          "--journal with a password, which a list of processes would show; "
              + "allowed: PGUSER and PGPASSWORD, or ~/.pgpass");
    }
    if (!place.startsWith("jdbc:")) {
      String folder = Path.of(place).toAbsolutePath().toString();
      String url =
          "jdbc:h2:file:"
              + folder
              + "/fleet;AUTO_SERVER=TRUE;DATABASE_TO_UPPER=FALSE"
              + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";
      return new JournalStore(folder, Database.H2, url);
    }
    if (!place.startsWith(Database.POSTGRES_URL)) {
      throw FleetException.cannotBegin(
          "--journal " + place + "; allowed: a folder, or jdbc:postgresql://HOST:PORT/DATABASE");
    }
    JournalStore store = new JournalStore(place, Database.POSTGRES, place);
    store.logInWith("user", environment.get("PGUSER"));
    store.logInWith("password", environment.get("PGPASSWORD"));
    // A server that is away is to be noticed, also where its machine does not say so.
    store.logInWith("connectTimeout", "5");
    store.logInWith("loginTimeout", "10");
    store.logInWith("socketTimeout", "20");
    return store;
  }

  private void logInWith(String name, @Nullable String value) {
    if (value != null) {
      login.setProperty(name, value);
    }
  }

  /// How another node calls it.
  public String place() {
    return place;
  }

  /// Whether a fleet was kept here, or was about to be.
  ///
  /// @throws FleetException where the database cannot be used
  public boolean isPrepared() {
    if (database == Database.H2) {
      return Path.of(place, "fleet.mv.db").toFile().length() > 0;
    }
    try (Connection connection = open()) {
      return hasEvents(connection);
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /// Whether there is a table for them.
  private static boolean hasEvents(Connection connection) throws SQLException {
    String schema = String.valueOf(connection.getSchema());
    try (ResultSet tables =
        connection.getMetaData().getTables(null, schema, "event_journal", null)) {
      return tables.next();
    }
  }

  /// Whether a fleet is kept here.
  ///
  /// @throws FleetException where the database cannot be used
  public boolean hasFleet() {
    return events() > 0;
  }

  /// How many windows of a fleet are kept here.
  ///
  /// @throws FleetException where the database cannot be used
  public long windows() {
    return Math.max(0, events() - 1);
  }

  /// The beginning of a fleet, and its windows.
  private long events() {
    if (!isPrepared()) {
      return 0;
    }
    try (Connection connection = open()) {
      if (!hasEvents(connection)) {
        return 0;
      }
      try (Statement statement = connection.createStatement();
          ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM \"event_journal\"")) {
        return count.next() ? count.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /// Keeps the database open here until that is closed. Of those that have the files of H2 open,
  /// the first serves the others, who would have to begin anew if it went away.
  ///
  /// @throws FleetException where the database cannot be used
  Hold hold() {
    try {
      @Nullable Connection held = database == Database.H2 ? open() : null;
      return () -> {
        if (held != null) {
          held.close();
        }
      };
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /// Ends what it holds.
  interface Hold {
    void end() throws SQLException;
  }

  /// Makes the tables where there are none.
  ///
  /// @throws FleetException where the database cannot be used
  void prepare() {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Matcher named = SCHEMA.matcher(url);
      if (database == Database.POSTGRES) {
        // Of nodes that come at once, one after the other.
        statement.execute("SELECT pg_advisory_xact_lock(" + SLICK.hashCode() + ")");
        if (named.find()) {
          statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + named.group("name") + "\"");
        }
      }
      // Both take several statements at once.
      statement.execute(schema());
      connection.commit();
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  /// Makes sure that a fleet can go on with what is kept here, if anything is.
  ///
  /// @throws FleetException where it cannot, or the database cannot be used
  void check() {
    try {
      String why = damage();
      if (!why.isEmpty()) {
        throw FleetException.cannotBegin(why);
      }
    } catch (SQLException e) {
      throw FleetException.cannotBegin(
          "journal %s: its events cannot be read: %s".formatted(place, firstLine(e)));
    }
  }

  /// Why no fleet can go on with what is kept here; empty where nothing is wrong with it.
  ///
  /// @throws SQLException where the database cannot be used
  String damage() throws SQLException {
    try (Connection connection = open()) {
      String why = JournalReading.complaint(connection);
      return why.isEmpty()
          ? ""
          : "journal %s: %s; in an empty place the fleet begins anew".formatted(place, why);
    }
  }

  /// Why the database cannot be reached; empty if it can.
  String complaint() {
    try (Connection _ = open()) {
      return "";
    } catch (SQLException e) {
      return firstLine(e);
    }
  }

  /// What Akka has to know.
  Map<String, Object> config() {
    Map<String, Object> config = new TreeMap<>();
    config.put("akka.persistence.journal.plugin", "jdbc-journal");
    config.put(SLICK + "profile", database.profile);
    config.put(SLICK + "db.url", url);
    config.put(SLICK + "db.driver", database.driver);
    config.put(SLICK + "db.numThreads", 2);
    config.put(SLICK + "db.maxConnections", 2);
    config.put(SLICK + "db.minConnections", 1);
    login
        .stringPropertyNames()
        .forEach(name -> config.put(SLICK + "db.properties." + name, login.getProperty(name)));
    return config;
  }

  /// Where images of hosts are kept beside it.
  ImageStore images() {
    return database == Database.H2
        ? new FolderImages(Path.of(place, "images"))
        : new TableImages(this);
  }

  Connection open() throws SQLException {
    // Whoever opens the files of H2 first serves the others, and nobody else.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    return DriverManager.getConnection(url, login);
  }

  private FleetException unusable(SQLException e) {
    return FleetException.cannotBegin("journal " + place + ": " + firstLine(e) + database.hint);
  }

  /// What is wrong, without where a database found it.
  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private String schema() {
    try (var resource =
        Objects.requireNonNull(JournalStore.class.getResourceAsStream(database.schema))) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
