package io.interlock.actors.scenario;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.topology.ArchitectedTimer;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.Presets;
import io.interlock.hardware.topology.TopologyReader;
import java.util.LinkedHashMap;
import java.util.Map;

/// Finds the topology of each host of a scenario.
public final class Topologies {
  private Topologies() {}

  /// The topologies of all hosts, in their order, after a check that the VMs fit them.
  ///
  /// @throws ScenarioException when a device tree cannot be read, a preset does not exist, or a VM
  ///     names a CPU that its host does not have
  public static Map<HostSpec, HostTopology> of(Scenario scenario) {
    var topologies = new LinkedHashMap<HostSpec, HostTopology>();
    for (HostSpec host : scenario.hosts()) {
      topologies.put(host, withCounter(host, topology(scenario, host)));
    }
    topologies.forEach((host, topology) -> scenario.checkCpus(host, topology.cpus()));
    return topologies;
  }

  private static HostTopology topology(Scenario scenario, HostSpec host) {
    return switch (host.source()) {
      case HostSpec.Source.DeviceTree(var file) -> {
        try {
          yield TopologyReader.fromDeviceTree(DeviceTree.read(file));
        } catch (DeviceTreeException e) {
          throw refuse(scenario, host.path("device-tree"), e);
        }
      }
      case HostSpec.Source.Preset(var name) -> {
        try {
          yield Presets.named(name).host();
        } catch (IllegalArgumentException e) {
          throw refuse(scenario, host.path("preset"), e);
        }
      }
    };
  }

  private static ScenarioException refuse(Scenario scenario, String path, RuntimeException e) {
    String complaint = String.valueOf(e.getMessage());
    return complaint.contains("; allowed: ")
        ? ScenarioException.at(scenario.placeOf(path), complaint)
        : scenario.refuse(path, complaint, "a flattened device tree of an Arm host");
  }

  private static HostTopology withCounter(HostSpec host, HostTopology topology) {
    if (host.counterHz() == 0) {
      return topology;
    }
    ArchitectedTimer timer = topology.timer();
    return new HostTopology(
        topology.name(),
        topology.pes(),
        topology.gic(),
        topology.pmus(),
        topology.spus(),
        new ArchitectedTimer(
            timer.physicalIntid(),
            timer.virtualIntid(),
            timer.hypervisorPhysicalIntid(),
            timer.hypervisorVirtualIntid(),
            host.counterHz()),
        topology.notes());
  }
}
