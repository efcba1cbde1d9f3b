package io.interlock.cli;

import io.interlock.actors.host.unit.EventSources;
import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.DeviceTreeException;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.Presets;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hardware.topology.TopologyReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `interlock hosts`.
@Command(name = "hosts", description = "List the hosts that need no file, or explain one host.")
final class HostsCommand implements Callable<Integer> {
  /// A preset in the JSON list.
  record PresetLine(String name, String description, int cpus) {}

  /// A CPU in the JSON of one host.
  record CpuLine(int cpu, long mpidr, String coreType, int cluster, int capacity) {}

  /// A PMU or an SPU in the JSON of one host, as sysfs shows it.
  record DeviceLine(String name, int type, String cpumask, Map<String, Integer> caps) {}

  /// One host in JSON.
  record HostLine(
      String name,
      List<CpuLine> cpus,
      long counterHz,
      List<DeviceLine> eventSources,
      List<String> notes) {}

  private final Terminal terminal;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "A preset, or the path of a flattened device tree.")
  private @Nullable String name;

  @Option(names = "--json", description = "Print one JSON object on standard output, nothing else.")
  private boolean json;

  HostsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (name == null) {
      terminal.print(json ? Json.line(Map.of("presets", presets())) : presetTable());
    } else {
      HostTopology host = host(name);
      terminal.print(json ? Json.line(line(host)) : host.describe() + sources(host));
    }
    return ExitStatus.OK;
  }

  /// What looks like a file is one; preset names have neither dots nor slashes.
  private static HostTopology host(String name) {
    try {
      return name.contains(".") || name.contains("/")
          ? TopologyReader.fromDeviceTree(DeviceTree.read(Path.of(name)))
          : Presets.named(name).host();
    } catch (DeviceTreeException | IllegalArgumentException e) {
      throw new BadCall(String.valueOf(e.getMessage()));
    }
  }

  private static List<PresetLine> presets() {
    return Presets.all().stream()
        .map(p -> new PresetLine(p.name(), p.description(), p.host().pes().size()))
        .toList();
  }

  private static String presetTable() {
    var table = new Table(3, "preset", "CPUs", "what it is");
    presets().forEach(p -> table.row(p.name(), Integer.toString(p.cpus()), p.description()));
    return table + "\ninterlock hosts NAME explains one of them, or a device tree.\n";
  }

  private static HostLine line(HostTopology host) {
    return new HostLine(
        host.name(),
        host.pes().stream().map(HostsCommand::line).toList(),
        host.timer().counterHz(),
        EventSources.of(host).stream().map(HostsCommand::line).toList(),
        host.notes());
  }

  private static DeviceLine line(EventSources.Device device) {
    return new DeviceLine(device.name(), device.type(), device.cpumask().toString(), device.caps());
  }

  private static String sources(HostTopology host) {
    if (EventSources.of(host).isEmpty()) {
      return "";
    }
    var table = new Table(4, "/sys/bus/event_source/devices", "type", "cpumask", "caps");
    for (EventSources.Device device : EventSources.of(host)) {
      String caps = device.caps().toString().replaceAll("[{}]", "").replace('=', ' ');
      table.row(device.name(), String.valueOf(device.type()), device.cpumask().toString(), caps);
    }
    return "\n" + table;
  }

  private static CpuLine line(ProcessingElement pe) {
    return new CpuLine(pe.index(), pe.mpidr(), pe.coreType().name(), pe.cluster(), pe.capacity());
  }
}
