package io.interlock.actors.scenario;

import static io.interlock.actors.scenario.ScenarioException.quoted;

import io.interlock.actors.host.GicPlan;
import java.util.List;

/// The GIC of a VM.
///
/// @param start how a guest finds it
/// @param devices those that interrupt by SPIs
public record GicSpec(GicPlan.Start start, List<DeviceSpec> devices) {
  /// Set up, without devices.
  public static final GicSpec SET_UP = new GicSpec(GicPlan.Start.SET_UP, List.of());

  /// Keeps a copy of the list.
  public GicSpec {
    devices = List.copyOf(devices);
  }

  /// That of a VM with so many vCPUs.
  static GicSpec read(Section vm, int vcpus) {
    var start = vm.word("gic", GicPlan.Start.class, GicPlan.Start.SET_UP);
    List<DeviceSpec> devices = DeviceSpec.read(vm, vcpus);
    for (DeviceSpec device : devices) {
      if (start == GicPlan.Start.AS_RESET && device.target() != 0) {
        throw vm.refuse(
            "devices",
            "SPI " + device.intid() + " goes elsewhere, and the GIC is " + quoted("as-reset"),
            "\"... to 0\", where SPIs go until the guest routes them");
      }
    }
    return new GicSpec(start, devices);
  }
}
