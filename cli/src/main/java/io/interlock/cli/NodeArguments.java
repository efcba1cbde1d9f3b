package io.interlock.cli;

import io.interlock.cluster.nodes.JournalStore;
import io.interlock.cluster.nodes.NodeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of whatever is a node of a fleet.
final class NodeArguments {
  private static final int THREADS_MAX = 1_024;
  private static final String ANY_PORT = "127.0.0.1:0";
  private static final List<String> TLS_FILES = List.of("tls.crt", "tls.key", "ca.crt");

  @Option(
      names = "--bind",
      paramLabel = "HOST:PORT",
      description =
          "Address on which other nodes reach this one; port 0 is any (default: " + ANY_PORT + ").")
  private @Nullable String bind;

  @Option(
      names = "--node-threads",
      paramLabel = "N",
      description = "Threads on which this node runs hosts; 0 is one for each processor.")
  private @Nullable Integer threads;

  @Option(
      names = "--tls",
      paramLabel = "DIR",
      description = "Encrypt what goes between nodes: a folder with tls.crt, tls.key and ca.crt.")
  private @Nullable String tls;

  @Option(
      names = "--journal",
      paramLabel = "PLACE",
      description = {
        "Keep the fleet, so that it survives the loss of any node: in a folder, or in",
        "jdbc:postgresql://HOST:PORT/DATABASE (user and password: PGUSER and PGPASSWORD, or ~/.pgpass)."
      })
  private @Nullable String journal;

  /// An address.
  record Place(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?<host>[^:]{1,255}):(?<port>\\d{1,5})");

    static Place parse(String option, String written) {
      Matcher form = FORM.matcher(written);
      if (!form.matches() || Integer.parseInt(form.group("port")) > 0xFFFF) {
        throw new BadCall(option + " " + written, "HOST:PORT, the port up to 65535");
      }
      return new Place(form.group("host"), Integer.parseInt(form.group("port")));
    }
  }

  /// The options, with so many threads where nothing is said of them; 0 is one for each processor.
  NodeOptions options(int usualThreads) {
    int wanted = threads == null ? usualThreads : threads;
    if (wanted < 0 || wanted > THREADS_MAX) {
      throw new BadCall("--node-threads " + wanted, "0 to " + THREADS_MAX);
    }
    int used = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    Place place = Place.parse("--bind", bind == null ? ANY_PORT : bind);
    return new NodeOptions(place.host(), place.port(), used, journal(), checkedTls());
  }

  /// Refuses what would say nothing where there is but this one process.
  void refuseWithoutNodes() {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("--tls", tls);
    given.put("--bind", bind);
    given.put("--node-threads", threads);
    given.forEach(
        (option, value) -> {
          if (value != null) {
            throw new BadCall(
                option + " for a fleet without nodes", "it beside --nodes or --journal");
          }
        });
  }

  /// Where the fleet is kept; null where it is not.
  @Nullable JournalStore journal() {
    String place = journal;
    return place == null ? null : JournalStore.at(place, System.getenv());
  }

  private @Nullable String checkedTls() {
    String folder = tls;
    if (folder != null) {
      for (String file : TLS_FILES) {
        Path path = Path.of(folder, file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
          throw new BadCall(
              "--tls " + folder + ": no readable " + file, "a folder with " + TLS_FILES);
        }
      }
    }
    return folder;
  }

  /// What another JVM needs to be a node beside this one.
  List<String> forOthers() {
    List<String> options = new ArrayList<>();
    if (tls != null) {
      options.addAll(List.of("--tls", Path.of(tls).toAbsolutePath().toString()));
    }
    JournalStore kept = journal();
    if (kept != null) {
      options.addAll(List.of("--journal", kept.place()));
    }
    return options;
  }
}
