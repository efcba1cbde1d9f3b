package io.interlock.cli;

import io.interlock.cluster.nodes.OtherJvms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Other JVMs on this machine, each a node of the same fleet.
final class OtherNodes implements OtherJvms.Started {
  private static final long GO_HOME_SECONDS = 5;

  private final List<Process> processes = new ArrayList<>();

  /// See [OtherJvms#start].
  static OtherNodes start(int count, String address, int threads) {
    return start(count, address, threads, List.of());
  }

  /// Starts so many that join the node at this address.
  ///
  /// @param threads of each
  /// @param more options of the command line
  static OtherNodes start(int count, String address, int threads, List<String> more) {
    OtherNodes nodes = new OtherNodes();
    for (int i = 0; i < count; i++) {
      try {
        nodes.processes.add(
            new ProcessBuilder(command(address, threads, more))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      } catch (IOException e) {
        nodes.close();
        throw new UncheckedIOException(e);
      }
    }
    return nodes;
  }

  /// The same Java with the same options, and the same program.
  private static List<String> command(String address, int threads, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-XX:AOTCacheOutput"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("fleet", "--join", address, "--quiet"));
    command.addAll(List.of("--node-threads", Integer.toString(threads)));
    command.addAll(more);
    return command;
  }

  /// They go by themselves when the fleet is at its end, and otherwise now.
  @Override
  public void close() {
    for (Process process : processes) {
      try {
        if (!process.waitFor(GO_HOME_SECONDS, TimeUnit.SECONDS)) {
          process.destroy();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        process.destroy();
      }
    }
  }

  /// Ends them at once.
  void kill() {
    processes.forEach(Process::destroyForcibly);
  }
}
