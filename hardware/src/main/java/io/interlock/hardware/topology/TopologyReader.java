package io.interlock.hardware.topology;

import io.interlock.hardware.devicetree.DeviceTree;
import io.interlock.hardware.devicetree.Property;
import io.interlock.hardware.text.OneLine;
import java.util.ArrayList;
import java.util.List;

/// Reads the host out of a device tree: what Linux would find at boot.
public final class TopologyReader {
  private TopologyReader() {}

  /// The topology that the tree describes. What is missing but not wrong is in its notes; what
  /// contradicts itself throws a
  /// [DeviceTreeException][io.interlock.hardware.devicetree.DeviceTreeException].
  public static HostTopology fromDeviceTree(DeviceTree tree) {
    var remarks = new Remarks();
    var cpuNodes = new CpuNodes(tree, remarks);
    if (Capacities.partlyDescribed(cpuNodes.cpus())) {
      remarks.add("some CPUs have no capacity-dmips-mhz: all are taken to be equal");
    }
    List<ProcessingElement> pes = processingElements(tree, cpuNodes, remarks);
    var gic = new GicNode(tree, cpuNodes);
    var wiring = new InterruptWiring(tree, gic);
    var profiling = new ProfilingNodes(tree, cpuNodes, gic, wiring, remarks);
    ArchitectedTimer timer = TimerNode.read(tree, cpuNodes, wiring, remarks);
    return HostTopology.of(
        name(tree),
        pes,
        gic.controller(),
        profiling.pmus(),
        profiling.spus(),
        timer,
        remarks.lines());
  }

  private static List<ProcessingElement> processingElements(
      DeviceTree tree, CpuNodes cpuNodes, Remarks remarks) {
    int[] clusters = CpuMap.clusters(tree, cpuNodes, remarks);
    int[] capacities = Capacities.of(cpuNodes.cpus());
    List<ProcessingElement> pes = new ArrayList<>();
    for (CpuNodes.Cpu cpu : cpuNodes.cpus()) {
      int index = pes.size();
      CoreType coreType = cpu.coreType();
      var clock = new ClockRate(cpu.hz() > 0 ? cpu.hz() : coreType.nominalHz());
      pes.add(
          new ProcessingElement(
              index, cpu.mpidr(), coreType, clusters[index], capacities[index], clock));
    }
    return pes;
  }

  /// The board's `model`, else what it is compatible with, else the file.
  private static String name(DeviceTree tree) {
    Property model = tree.root().property("model");
    if (model != null) {
      return OneLine.of(model.string());
    }
    List<String> compatible = tree.root().compatible();
    return OneLine.of(compatible.isEmpty() ? tree.fileName() : compatible.getFirst());
  }
}
