package io.interlock.actors.scenario;

import io.interlock.hardware.topology.CpuSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One kind of virtual machine, of which each of its hosts has `count`.
///
/// @param affinity where its vCPU threads may run: no list means anywhere, one list holds for all
///     vCPUs, otherwise there is one list for each vCPU
/// @param nice as Linux counts it, -20 (first) to 19 (last)
/// @param supportedCpus the CPUs KVM lets the VM enter on; the empty set leaves it to KVM
/// @param registers system registers that user space sets before the first run, by name
/// @param pmu what it asks for, to have a PMU
/// @param spe the SPE that it has, or null
/// @param gic how its guest finds its GIC, and what interrupts by SPIs
/// @param machine the rest of what its guests find
/// @param hosts names of the hosts it is placed on
public record VmSpec(
    String name,
    int count,
    int vcpus,
    GuestSpec guest,
    List<CpuSet> affinity,
    int nice,
    CpuSet supportedCpus,
    OnFailEntry onFailEntry,
    Map<String, Long> registers,
    PmuSpec pmu,
    SpeSpec.@Nullable OfVm spe,
    GicSpec gic,
    MachineSpec machine,
    List<String> hosts) {
  public VmSpec {
    affinity = List.copyOf(affinity);
    registers = Map.copyOf(registers);
    hosts = List.copyOf(hosts);
  }

  /// A VM whose registers are those of reset, and whose PMU is as the host offers it.
  public VmSpec(
      String name,
      int count,
      int vcpus,
      GuestSpec guest,
      List<CpuSet> affinity,
      int nice,
      CpuSet supportedCpus,
      OnFailEntry onFailEntry,
      List<String> hosts) {
    this(
        name,
        count,
        vcpus,
        guest,
        affinity,
        nice,
        supportedCpus,
        onFailEntry,
        Map.of(),
        PmuSpec.OF_HOST,
        null,
        GicSpec.SET_UP,
        MachineSpec.USUAL,
        hosts);
  }

  /// One such VM, on this host alone.
  public VmSpec single(String host) {
    return new VmSpec(
        name,
        1,
        vcpus,
        guest,
        affinity,
        nice,
        supportedCpus,
        onFailEntry,
        registers,
        pmu,
        spe,
        gic,
        machine,
        List.of(host));
  }

  /// The same VM with this PMU.
  public VmSpec with(PmuSpec itsPmu) {
    return new VmSpec(
        name,
        count,
        vcpus,
        guest,
        affinity,
        nice,
        supportedCpus,
        onFailEntry,
        registers,
        itsPmu,
        spe,
        gic,
        machine,
        hosts);
  }

  /// What user space does when KVM refuses to enter a vCPU on the CPU it is on
  /// (`KVM_EXIT_FAIL_ENTRY`).
  public enum OnFailEntry {
    /// The vCPU stays out for good.
    STOP,
    /// The VMM pins the vCPU's thread to supported CPUs and runs it again.
    RE_PIN
  }

  /// Those of a host's CPUs that the thread of this vCPU may run on.
  public CpuSet affinityOf(int vcpu, CpuSet all) {
    return affinity.isEmpty() ? all : affinity.get(affinity.size() == 1 ? 0 : vcpu);
  }

  /// The path of one of this VM's keys, as [Scenario#placeOf] knows it.
  public String path(String key) {
    return "vms." + name + "." + key;
  }

  /// The name of the VM with this index on its host, `0 <= index < count`.
  public String instanceName(int index) {
    return count == 1 ? name : name + "-" + index;
  }
}
