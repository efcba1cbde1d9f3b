package io.interlock.cluster.fleet;

import io.interlock.actors.scenario.FleetScenario;
import io.interlock.engine.trace.TraceDigest;
import io.interlock.hardware.topology.ProcessingElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Puts together what came of a fleet.
final class FleetResults {
  private static final double PICOS_PER_SECOND = 1e12;

  private FleetResults() {}

  /// How the run went.
  record Run(
      boolean interrupted, long nowPicos, long wallNanos, long controllerNanos, long windows) {}

  static FleetResult of(
      FleetScenario scenario,
      FleetPlan plan,
      Controller controller,
      List<HostSummary> hosts,
      Run run) {
    return new FleetResult(
        scenario.scenario().file(),
        plan.run().seed(),
        digest(controller, hosts),
        plan.placement(),
        run.interrupted(),
        run.nowPicos() / PICOS_PER_SECOND,
        run.wallNanos() / 1e9,
        run.controllerNanos() / 1e9,
        hosts.stream().mapToLong(HostSummary::events).sum(),
        run.windows(),
        hosts.size(),
        plan.vcpuCount(),
        counts(controller.hosts().stream().map(host -> host.state).toList()),
        counts(controller.vms().stream().map(vm -> vm.state).toList()),
        utilisation(plan, hosts),
        controller.migrationSummary(),
        vms(controller, hosts),
        controller.broken(),
        controller.refusals(),
        List.of());
  }

  /// Of what the controller did, and then of each host.
  private static String digest(Controller controller, List<HostSummary> hosts) {
    List<String> digests = new ArrayList<>(List.of(controller.digest()));
    hosts.forEach(host -> digests.add(host.digest()));
    return TraceDigest.combine(digests);
  }

  static List<FleetResult.Count> counts(List<? extends Enum<?>> states) {
    Map<String, Integer> counts = new TreeMap<>();
    states.forEach(state -> counts.merge(word(state), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(count -> new FleetResult.Count(count.getKey(), count.getValue()))
        .toList();
  }

  static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static List<FleetResult.Utilisation> utilisation(
      FleetPlan plan, List<HostSummary> hosts) {
    Map<String, Map<String, double[]>> sums = new TreeMap<>();
    for (HostSummary host : hosts) {
      HostKind kind = plan.hosts().get(host.host()).kind();
      Map<String, double[]> ofKind = sums.computeIfAbsent(kind.name(), _ -> new TreeMap<>());
      host.busyPicos()
          .forEach((core, busy) -> ofKind.computeIfAbsent(core, _ -> new double[2])[0] += busy);
      for (ProcessingElement pe : kind.plan().topology().pes()) {
        ofKind.computeIfAbsent(pe.coreType().name(), _ -> new double[2])[1] += host.nowPicos();
      }
    }
    List<FleetResult.Utilisation> all = new ArrayList<>();
    sums.forEach(
        (kind, cores) ->
            cores.forEach(
                (core, sum) ->
                    all.add(
                        new FleetResult.Utilisation(
                            kind, core, sum[1] == 0 ? 0 : sum[0] / sum[1]))));
    return all;
  }

  private static List<FleetResult.Vm> vms(Controller controller, List<HostSummary> hosts) {
    VmCounts[] counts = new VmCounts[controller.vms().size()];
    Arrays.fill(counts, VmCounts.ZERO);
    for (HostSummary host : hosts) {
      host.vms().forEach((vm, counted) -> counts[vm] = counts[vm].plus(counted));
    }
    return controller.vms().stream().map(vm -> vm(vm, counts[vm.number])).toList();
  }

  private static FleetResult.Vm vm(VmSlot vm, VmCounts counts) {
    HostSlot host = vm.host;
    return new FleetResult.Vm(
        vm.guest.name(),
        vm.guest.kind(),
        host == null ? "" : host.name,
        word(vm.state),
        vm.guest.vcpus(),
        vm.lives,
        counts.cpuPicos() / PICOS_PER_SECOND,
        counts.stealPicos() / PICOS_PER_SECOND,
        counts.exits(),
        counts.interrupts(),
        counts.migrations(),
        counts.failEntries(),
        vm.vcpusLeftOut,
        vm.liveMigrations,
        vm.downtimePicos / PICOS_PER_SECOND);
  }
}
