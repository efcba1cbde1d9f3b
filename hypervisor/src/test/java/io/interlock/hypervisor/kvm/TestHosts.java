package io.interlock.hypervisor.kvm;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.Presets;
import io.interlock.hypervisor.identity.HostIdentity;
import io.interlock.hypervisor.pmu.uapi.HostPmu;
import io.interlock.hypervisor.pmu.uapi.PmuHost;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import java.util.List;
import java.util.Set;

/// Hosts for tests of calls.
public final class TestHosts {
  private TestHosts() {}

  /// Eight CPUs alike, a counter of 24 MHz, and 40 bits of guest physical address.
  public static KvmHost eightCpus(int listRegisters) {
    CpuSet cpus = CpuSet.range(0, 7);
    var model = new PmuModel(6, PmuVersion.V3P5, Set.of(), CommonEvents.of(PmuEvent.CPU_CYCLES), 0);
    return new KvmHost(
        new PmuHost(UapiVersion.LINUX_6_12, List.of(new HostPmu(8, model, cpus, 0)), cpus, false),
        KvmHost.IPA_BITS_DEFAULT,
        new SystemCounter(24_000_000),
        listRegisters,
        HostIdentity.of(Presets.named("big-spe-4x4").host()));
  }
}
