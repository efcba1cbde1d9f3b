package io.interlock.actors.scenario;

import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.kvm.transcript.Transcript;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One simulation as its author wrote it: what runs, on which hosts, for how long.
///
/// @param file the scenario file as the user named it
/// @param hosts in order of their names
/// @param vms in order of their names
/// @param calls of KVM's interface, to be made in place of a simulation; null for a simulation
/// @param places where each key was written, as `FILE:LINE` or `--set path=value`, by the key's
///     path
public record Scenario(
    String file,
    RunSpec run,
    List<HostSpec> hosts,
    List<VmSpec> vms,
    @Nullable Transcript calls,
    Map<String, String> places) {
  public Scenario {
    hosts = List.copyOf(hosts);
    vms = List.copyOf(vms);
    places = Map.copyOf(places);
  }

  /// A scenario that simulates.
  public Scenario(
      String file,
      RunSpec run,
      List<HostSpec> hosts,
      List<VmSpec> vms,
      Map<String, String> places) {
    this(file, run, hosts, vms, null, places);
  }

  /// Where a key was written; the file's first line for a key that was left to its default.
  public String placeOf(String path) {
    return places.getOrDefault(path, file + ":1");
  }

  /// A complaint about the value of one key, for those who learn only later that it cannot work.
  public ScenarioException refuse(String path, String what, String allowed) {
    return ScenarioException.at(placeOf(path), what, allowed);
  }

  /// Refuses a scenario that only makes calls, where a simulation is wanted.
  ///
  /// @throws ScenarioException if there is a key `uapi`
  public void checkSimulates() {
    if (calls != null) {
      throw refuse("uapi", "calls of user space are made by interlock run only", "vms { ... }");
    }
  }

  /// The VMs that are placed on every host of this spec.
  public List<VmSpec> vmsOn(HostSpec host) {
    return vms.stream().filter(vm -> vm.hosts().contains(host.name())).toList();
  }

  /// How many hosts there are.
  public int hostCount() {
    return hosts.stream().mapToInt(HostSpec::count).sum();
  }

  /// How many VMs there are on all hosts together.
  public int vmCount() {
    return hosts.stream()
        .mapToInt(host -> host.count() * vmsOn(host).stream().mapToInt(VmSpec::count).sum())
        .sum();
  }

  /// How many vCPUs there are on all hosts together.
  public int vcpuCount() {
    return hosts.stream()
        .mapToInt(
            host ->
                host.count() * vmsOn(host).stream().mapToInt(vm -> vm.count() * vm.vcpus()).sum())
        .sum();
  }

  /// Checks every CPU list of the VMs on a host once its topology is known.
  ///
  /// @throws ScenarioException when a VM names a CPU that the host does not have
  public void checkCpus(HostSpec host, CpuSet cpus) {
    for (VmSpec vm : vmsOn(host)) {
      vm.affinity().forEach(list -> checkCpus(vm.path("affinity"), list, host, cpus));
      checkCpus(vm.path("supported-cpus"), vm.supportedCpus(), host, cpus);
    }
  }

  private void checkCpus(String path, CpuSet named, HostSpec host, CpuSet cpus) {
    CpuSet outside = named.minus(cpus);
    if (!outside.isEmpty()) {
      throw refuse(
          path,
          "CPU " + outside + " is outside host " + ScenarioException.quoted(host.name()),
          "CPUs " + cpus);
    }
  }
}
