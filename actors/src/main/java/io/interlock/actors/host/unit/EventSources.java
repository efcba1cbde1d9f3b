package io.interlock.actors.host.unit;

import io.interlock.actors.host.PerfDrivers;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuModel;
import io.interlock.hardware.topology.SpuUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `/sys/bus/event_source/devices` shows of a host's PMUs and SPUs, once their drivers have
/// probed them.
public final class EventSources {
  private EventSources() {}

  /// One device.
  ///
  /// @param type by which perf and KVM know it
  /// @param cpumask the CPUs that it is on
  /// @param caps what the driver has found out, by the name of the file; empty for PMUs
  public record Device(String name, int type, CpuSet cpumask, Map<String, Integer> caps) {
    public Device {
      caps = new TreeMap<>(caps);
    }
  }

  /// All that drivers register which are built in, in their order.
  public static List<Device> of(HostTopology host) {
    List<Device> devices = new ArrayList<>();
    for (PmuUnit pmu : host.pmus()) {
      devices.add(
          new Device(PerfDrivers.nameOf(pmu), PerfDrivers.typeOf(pmu), pmu.cpus(), Map.of()));
    }
    for (SpuUnit spu : host.spus()) {
      int type = PerfDrivers.FIRST_DYNAMIC_TYPE + devices.size();
      devices.add(new Device(nameOf(spu), type, spu.cpus(), caps(spu.model())));
    }
    return List.copyOf(devices);
  }

  /// The name of an SPU of the device tree in sysfs.
  public static String nameOf(SpuUnit spu) {
    return "arm_spe_" + spu.index();
  }

  /// `arm_spe_pmu_cap_get`.
  private static Map<String, Integer> caps(SpuModel model) {
    return Map.of(
        "arch_inst",
        model.has(SpuFeature.ARCH_INST) ? 1 : 0,
        "ernd",
        model.has(SpuFeature.ERND) ? 1 : 0,
        "count_size",
        model.counterBits(),
        "min_interval",
        model.intervalMin());
  }
}
