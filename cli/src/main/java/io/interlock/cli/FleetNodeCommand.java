package io.interlock.cli;

import io.interlock.cluster.nodes.FleetNode;
import io.interlock.cluster.nodes.NodeOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock fleet --join`, which needs no scenario; [CommandLineInterface] tells the two apart.
@Command(
    name = "fleet-node",
    hidden = true,
    description = "Join a fleet and run some of its hosts, until it is at its end.")
final class FleetNodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--join",
      required = true,
      paramLabel = "HOST:PORT",
      description = "A node of the fleet.")
  private String join = "";

  @Mixin private NodeArguments node = new NodeArguments();

  @Option(names = "--quiet", description = "Say nothing.")
  private boolean quiet;

  FleetNodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NodeArguments.Place seed = NodeArguments.Place.parse("--join", join);
    NodeOptions options = node.options(0);
    try (FleetNode joined = FleetNode.join(options, seed.host(), seed.port())) {
      if (!quiet) {
        terminal
            .err()
            .println(
                "interlock: node %s waits up to %s for the fleet at %s to let it in"
                    .formatted(
                        joined.address(), Units.picos(1_000 * joined.patience().toNanos()), join));
      }
      if (joined.awaitEnd()) {
        return ExitStatus.OK;
      }
      if (joined.hasFleet()) {
        terminal
            .err()
            .println(
                "interlock: the fleet stopped: its first node left, or cannot be seen any more;"
                    + " where it has a journal, --resume goes on with it");
        return ExitStatus.FAILURE;
      }
    }
    throw new BadCall(
        "--join " + join + ": no fleet there that lets this node in",
        "a node of a fleet under way, of this version, with certificates of the same authority");
  }

  /// Turns `fleet --join HOST:PORT` without a scenario into this command.
  static String[] named(String... arguments) {
    boolean joins =
        arguments.length > 1 && arguments[0].equals("fleet") && arguments[1].startsWith("--join");
    if (!joins) {
      return arguments;
    }
    String[] named = arguments.clone();
    named[0] = "fleet-node";
    return named;
  }
}
