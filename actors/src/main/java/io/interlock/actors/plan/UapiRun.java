package io.interlock.actors.plan;

import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.result.UapiResult;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.Topologies;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.identity.HostIdentity;
import io.interlock.hypervisor.kvm.KvmHost;
import io.interlock.hypervisor.kvm.transcript.CallResult;
import io.interlock.hypervisor.kvm.transcript.Transcript;
import io.interlock.hypervisor.pmu.PmuPartition;
import java.util.List;
import java.util.Map;

/// Makes the calls of a scenario, on its first host.
public final class UapiRun {
  private UapiRun() {}

  /// All calls with their results.
  public static UapiResult of(Scenario scenario, Transcript calls) {
    Map.Entry<HostSpec, HostTopology> first = Topologies.of(scenario).entrySet().iterator().next();
    List<CallResult> results = calls.run(host(first.getKey(), first.getValue()));
    return new UapiResult(
        scenario.file(),
        first.getValue().name(),
        results.stream()
            .map(
                result ->
                    new UapiResult.Call(
                        result.title(),
                        result.line(),
                        result.call(),
                        result.result(),
                        result.asExpected() ? null : result.expected()))
            .toList());
  }

  private static KvmHost host(HostSpec spec, HostTopology topology) {
    var partition = new PmuPartition(spec.kvm().guestCounters());
    int listRegisters =
        topology.pes().stream().mapToInt(pe -> pe.coreType().listRegisters()).min().orElseThrow();
    return new KvmHost(
        HostPlan.pmuHost(topology, spec.kvm().uapi(), partition),
        KvmHost.IPA_BITS_DEFAULT,
        new SystemCounter(topology.timer().counterHz()),
        listRegisters,
        HostIdentity.of(topology));
  }
}
