package io.interlock.cluster.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server on a port of loopback, and on no socket besides.
///
/// It refuses to be root; where the test is root, it is `nobody`.
final class PostgresServer implements AutoCloseable {
  static final String USER = "interlock";
  static final String PASSWORD = "a 'strange' password";
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path programs;
  private final Path data;
  private final int port;
  private @Nullable Process server;

  private PostgresServer(Path programs, Path data, int port) {
    this.programs = programs;
    this.data = data;
    this.port = port;
  }

  /// Where the server's programs are on this machine; null where it has none.
  static @Nullable Path programs() throws IOException {
    List<Path> folders = new ArrayList<>();
    Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv("PATH"))
        .map(Path::of)
        .forEach(folders::add);
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.forEach(version -> folders.add(version.resolve("bin")));
      }
    }
    for (Path folder : folders) {
      if (Files.isExecutable(folder.resolve("initdb"))
          && Files.isExecutable(folder.resolve("postgres"))) {
        return folder.toRealPath();
      }
    }
    return null;
  }

  /// Makes a database and starts it.
  ///
  /// @param folder where the database will be
  static PostgresServer start(Path programs, Path folder) throws IOException, InterruptedException {
    Path data = Files.createDirectory(folder.resolve("postgres"));
    Path word = Files.writeString(data.resolve("password"), PASSWORD + "\n");
    if (isRoot()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      UserPrincipal nobody =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      for (Path each : List.of(data, word)) {
        Files.setOwner(each, nobody);
      }
    }
    String _ =
        call(
            programs.resolve("initdb").toString(),
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            "--username=" + USER,
            "--pwfile=" + word,
            data.resolve("db").toString());
    PostgresServer made = new PostgresServer(programs, data.resolve("db"), freePort());
    try {
      made.begin();
    } catch (Throwable broken) {
      made.close();
      throw broken;
    }
    return made;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asAnyUser(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static String call(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(asAnyUser(command))
            .directory(new File("/"))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /// Starts it on its database, and waits until it answers.
  void begin() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (true) {
      Process started =
          new ProcessBuilder(
                  asAnyUser(
                      programs.resolve("postgres").toString(),
                      "-D",
                      data.toString(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "unix_socket_directories=",
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "fsync=off"))
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      server = started;
      // After a crash its own processes may still be about: then it ends at once.
      while (started.isAlive()) {
        String complaint = complaint();
        if (complaint.isEmpty()) {
          return;
        }
        assertTrue(System.nanoTime() - begun < DEADLINE_NANOS, complaint);
        boolean _ = started.waitFor(50, TimeUnit.MILLISECONDS);
      }
      assertTrue(System.nanoTime() - begun < DEADLINE_NANOS, "the server ends at once");
    }
  }

  private String complaint() {
    try (var _ = DriverManager.getConnection(url(), USER, PASSWORD)) {
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// Ends it as a loss of power would.
  void kill() {
    Process running = server;
    if (running != null) {
      Process _ = running.destroyForcibly().onExit().join();
    }
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /// The journal in a schema of its own.
  JournalStore journal(String schema) {
    return JournalStore.at(
        url() + "?currentSchema=" + schema, Map.of("PGUSER", USER, "PGPASSWORD", PASSWORD));
  }

  /// Changes the journal in a schema.
  void change(String schema, String statement) throws SQLException {
    String place = url() + "?currentSchema=" + schema;
    try (Connection connection = DriverManager.getConnection(place, USER, PASSWORD);
        Statement change = connection.createStatement()) {
      assertTrue(change.executeUpdate(statement) > 0, statement);
    }
  }

  /// Its database can be deleted then: no process of it writes any more.
  @Override
  public void close() {
    Process running = server;
    List<ProcessHandle> workers = running == null ? List.of() : running.descendants().toList();
    kill();
    workers.forEach(worker -> worker.onExit().orTimeout(30, TimeUnit.SECONDS).join());
  }
}
