package io.interlock.cli;

import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.RunSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.actors.scenario.Words;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.kvm.transcript.Transcript;
import java.util.Map;
import java.util.stream.Collectors;

/// A scenario in words.
final class ScenarioText {
  private ScenarioText() {}

  /// Some lines on the run, on each host, and a table of the VMs.
  static String of(Scenario scenario, Map<HostSpec, HostTopology> topologies) {
    var text = new StringBuilder();
    text.append(scenario.file()).append(" is in order.\n\n");
    text.append("run: ").append(run(scenario.run())).append('\n');
    topologies.forEach(
        (host, topology) ->
            text.append(
                "\n%s: %s%s"
                    .formatted(heading(host.name()), copies(host.count()), topology.describe())));
    Transcript calls = scenario.calls();
    text.append('\n');
    text.append(calls == null ? vms(scenario) : "uapi: " + Units.many(calls.size(), "call") + "\n");
    return text.toString();
  }

  /// A host of the only kind is called `host`, which need not be said twice.
  private static String heading(String name) {
    return name.equals("host") ? name : "host " + name;
  }

  private static String run(RunSpec run) {
    return "%s of virtual time, %s, %s, seed %d"
        .formatted(
            Units.picos(run.virtualPicos()),
            Words.of(run.mode()),
            Words.of(run.granularity()),
            run.seed());
  }

  private static String vms(Scenario scenario) {
    boolean everywhere =
        scenario.vms().stream().allMatch(vm -> vm.hosts().size() == scenario.hosts().size());
    boolean asKvmFinds = scenario.vms().stream().allMatch(vm -> vm.supportedCpus().isEmpty());
    boolean single = scenario.vms().stream().allMatch(vm -> vm.count() == 1);
    var table =
        new Table(
            5,
            "VM",
            everywhere ? "" : "hosts",
            "CPUs",
            asKvmFinds ? "" : "supported",
            "guest",
            single ? "" : "count",
            "vCPUs",
            "nice");
    for (VmSpec vm : scenario.vms()) {
      table.row(
          vm.name(),
          everywhere ? "" : String.join(",", vm.hosts()),
          affinity(vm),
          asKvmFinds ? "" : supported(vm),
          vm.guest().text(),
          single ? "" : Integer.toString(vm.count()),
          Integer.toString(vm.vcpus()),
          Integer.toString(vm.nice()));
    }
    return table.toString();
  }

  private static String affinity(VmSpec vm) {
    return vm.affinity().isEmpty()
        ? "all"
        : vm.affinity().stream().map(Object::toString).collect(Collectors.joining(" | "));
  }

  private static String supported(VmSpec vm) {
    return vm.supportedCpus().isEmpty() ? "as KVM finds" : vm.supportedCpus().toString();
  }

  private static String copies(int count) {
    return count == 1 ? "" : Units.whole(count) + " of them, ";
  }
}
