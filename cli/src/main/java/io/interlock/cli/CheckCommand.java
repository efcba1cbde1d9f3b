package io.interlock.cli;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.plan.Planner;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.Topologies;
import io.interlock.cluster.fleet.FleetOutline;
import io.interlock.hardware.topology.HostTopology;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `interlock check`.
@Command(name = "check", description = "Read a scenario, say what it means, run nothing.")
final class CheckCommand implements Callable<Integer> {
  /// What the JSON says of a scenario that is in order.
  record Verdict(
      String scenario, boolean valid, int hosts, int vms, int vcpus, List<String> notes) {}

  private final Terminal terminal;

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Print nothing; the exit status tells.")
  private boolean quiet;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (scenarioOptions.isFleet()) {
      FleetOutline outline = FleetOutline.of(scenarioOptions.readFleet());
      if (json) {
        terminal.print(Json.line(outline));
      } else if (!quiet) {
        terminal.print(text(outline));
      }
      return ExitStatus.OK;
    }
    Scenario scenario = scenarioOptions.read();
    if (scenario.calls() == null) {
      List<HostPlan> _ = Planner.plan(scenario); // a run would refuse what this refuses
    }
    Map<HostSpec, HostTopology> topologies = Topologies.of(scenario);
    if (json) {
      terminal.print(Json.line(verdict(scenario, topologies)));
    } else if (!quiet) {
      terminal.print(ScenarioText.of(scenario, topologies));
    }
    return ExitStatus.OK;
  }

  private static String text(FleetOutline fleet) {
    var text = new StringBuilder();
    text.append(fleet.scenario()).append(": in order\n\n");
    text.append(
        "  %s, %s with %s\n"
            .formatted(
                Units.many(fleet.hosts(), "host"),
                Units.many(fleet.vms(), "VM"),
                Units.many(fleet.vcpus(), "vCPU")));
    for (FleetOutline.Kind kind : fleet.kinds()) {
      text.append(
          "\n  %s: %s like %s with %s, for VMs %s\n"
              .formatted(
                  kind.name(),
                  Units.many(kind.count(), "host"),
                  kind.topology(),
                  Units.many(kind.cpus(), "CPU"),
                  String.join(", ", kind.vms())));
      kind.refused().forEach(refusal -> text.append("    not ").append(refusal).append('\n'));
    }
    if (!fleet.notes().isEmpty()) {
      text.append("\nNotes:\n");
      fleet.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static Verdict verdict(Scenario scenario, Map<HostSpec, HostTopology> topologies) {
    List<String> notes =
        topologies.values().stream().flatMap(host -> host.notes().stream()).distinct().toList();
    return new Verdict(
        scenario.file(),
        true,
        scenario.hostCount(),
        scenario.vmCount(),
        scenario.vcpuCount(),
        notes);
  }
}
