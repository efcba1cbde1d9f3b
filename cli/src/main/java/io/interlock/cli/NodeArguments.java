package io.interlock.cli;

import io.interlock.cluster.nodes.NodeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of whatever is a node of a fleet.
final class NodeArguments {
  private static final int THREADS_MAX = 1_024;
  private static final List<String> TLS_FILES = List.of("tls.crt", "tls.key", "ca.crt");

  @Option(
      names = "--bind",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:0",
      description =
          "Address on which other nodes reach this one; port 0 is any (default: ${DEFAULT-VALUE}).")
  private String bind = "";

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
      paramLabel = "DIR",
      description = "Keep the fleet in this folder, so that it survives the loss of any node.")
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
    Place place = Place.parse("--bind", bind);
    return new NodeOptions(place.host(), place.port(), used, checkedJournal(), checkedTls());
  }

  private @Nullable String checkedJournal() {
    String folder = journal;
    return folder == null ? null : Path.of(folder).toAbsolutePath().toString();
  }

  /// Whether there is a fleet in the journal.
  boolean hasFleet() {
    String folder = journal;
    return folder != null && Files.exists(Path.of(folder, "fleet.mv.db"));
  }

  /// Whether the fleet is kept.
  boolean isKept() {
    return journal != null;
  }

  private @Nullable String checkedTls() {
    String folder = tls;
    if (folder != null) {
      for (String file : TLS_FILES) {
        if (!Files.isReadable(Path.of(folder, file))) {
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
    if (journal != null) {
      options.addAll(List.of("--journal", Path.of(journal).toAbsolutePath().toString()));
    }
    return options;
  }
}
