package io.interlock.cli;

import io.interlock.actors.result.RunControl;
import io.interlock.actors.scenario.FleetScenario;
import io.interlock.cluster.fleet.FleetResult;
import io.interlock.cluster.fleet.FleetRunner;
import io.interlock.cluster.fleet.FleetWatch;
import io.interlock.cluster.live.LivePage;
import io.interlock.cluster.nodes.FleetNode;
import io.interlock.cluster.nodes.JournalStore;
import io.interlock.cluster.nodes.NodeOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock fleet`.
@Command(
    name = "fleet",
    description = "Simulate a fleet: VMs come, move and go while its hosts run.",
    footer = {
      "",
      "Exit status: 0 nothing broken, 1 a property was broken, 2 the input or the call is wrong,",
      "3 Interlock itself failed, 130 interrupted by SIGINT or SIGTERM (after printing what it"
          + " has; a fleet on nodes has nothing before its end)."
    })
final class FleetCommand implements Callable<Integer> {
  private static final int NODES_MAX = 64;
  private static final int PORT_MAX = 0xFFFF;

  private final Terminal terminal;
  private final Interruption interruption;

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Mixin private RunOutput output = new RunOutput();

  @Option(names = "--out", paramLabel = "DIR", description = "Write result.json into this folder.")
  private @Nullable String out;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Run it on N nodes of a cluster, each a JVM on this machine.")
  private @Nullable Integer nodes;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = "Without a SCENARIO: be one more node of the fleet that has a node there.")
  private @Nullable String join;

  @Option(names = "--resume", description = "Go on with the fleet in --journal where it stopped.")
  private boolean resume;

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description = "Show the fleet at this port of the loopback address; 0 is any that is free.")
  private @Nullable Integer http;

  @Mixin private NodeArguments node = new NodeArguments();

  FleetCommand(Terminal terminal, Interruption interruption) {
    this.terminal = terminal;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    if (join != null) {
      throw new BadCall(
          "--join with a scenario", "one of the two: a node learns what the fleet is");
    }
    FleetScenario scenario = scenarioOptions.readFleet();
    checkJournal();
    @Nullable ReportFolder folder = out == null ? null : ReportFolder.prepare(out);
    FleetResult result = run(scenario);
    if (folder != null) {
      folder.write("result.json", Json.pretty(result));
    }
    output.print(terminal, result, FleetText.of(result));
    return RunOutput.status(result.interrupted(), result.violations());
  }

  private void checkJournal() {
    JournalStore journal = node.journal();
    if (resume && (journal == null || !journal.isPrepared())) {
      throw new BadCall(
          "--resume without a fleet to go on with", "--journal PLACE with a fleet in it");
    }
    if (!resume && journal != null && journal.hasFleet()) {
      throw new BadCall("--journal has a fleet in it", "--resume, or an empty place");
    }
    if (resume && journal != null && !output.isQuiet()) {
      long windows = journal.windows();
      terminal
          .err()
          .println(
              windows == 0
                  ? "interlock: no window is kept in --journal: the fleet begins anew"
                  : "interlock: the fleet goes on after %s, which --journal keeps"
                      .formatted(Units.many(windows, "window")));
    }
  }

  private FleetResult run(FleetScenario scenario) {
    try (@Nullable LivePage page = openPage(scenario)) {
      FleetResult result = run(scenario, page == null ? FleetWatch.NONE : page.watch());
      if (page != null) {
        page.ended(result);
      }
      return result;
    }
  }

  private @Nullable LivePage openPage(FleetScenario scenario) {
    Integer port = http;
    if (port == null) {
      return null;
    }
    if (port < 0 || port > PORT_MAX) {
      throw new BadCall("--http " + port, "0 to " + PORT_MAX);
    }
    try {
      LivePage page = LivePage.open(scenario, port);
      terminal.err().println("interlock: " + page.address() + " shows the fleet");
      return page;
    } catch (IOException e) {
      throw new BadCall("--http " + port + ": " + e.getMessage(), "a port that is free, or 0");
    }
  }

  private FleetResult run(FleetScenario scenario, FleetWatch watch) {
    boolean alone = nodes == null && node.journal() == null;
    if (alone) {
      node.refuseWithoutNodes();
    }
    return output.attended(
        terminal,
        interruption,
        _ -> List.of(),
        control ->
            alone
                ? FleetRunner.run(scenario, control, watch)
                : onNodes(scenario, nodes == null ? 1 : nodes, control, watch));
  }

  private FleetResult onNodes(
      FleetScenario scenario, int count, RunControl control, FleetWatch watch) {
    if (count < 1 || count > NODES_MAX) {
      throw new BadCall("--nodes " + count, "1 to " + NODES_MAX);
    }
    // Threads of the run are those of all nodes together.
    int threads = scenario.scenario().run().threads();
    int all = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    NodeOptions options = node.options(Math.max(1, all / count));
    long end = scenario.scenario().run().virtualPicos();
    try (FleetNode lead = FleetNode.lead(options, scenarioOptions.bundleFleet(), count, watch)) {
      if (!output.isQuiet()) {
        terminal
            .err()
            .println("interlock: node " + lead.address() + " leads; others can --join it");
      }
      try (OtherNodes others =
          OtherNodes.start(count - 1, lead.address(), Math.max(1, all / count), node.forOthers())) {
        @Nullable FleetResult result = lead.awaitResult(end, control);
        if (result == null) {
          others.kill();
          throw new BadCall(
              "interrupted: a fleet on nodes has no result before its end"
                  + (node.journal() == null ? "" : "; --resume goes on with it"));
        }
        return result.named(scenario.scenario().file());
      }
    }
  }
}
