package io.interlock.actors.host;

import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hypervisor.program.Bindings;
import io.interlock.hypervisor.program.SwitchProgram;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything about a host that is decided before it boots.
///
/// @param costs of each PE, by number
/// @param program what load, enter, exit and put of its KVM do
/// @param stepwise granularity `step` rather than `block`
public record HostPlan(
    String name,
    HostTopology topology,
    List<CostTable> costs,
    SystemCounter counter,
    SwitchProgram program,
    boolean stepwise,
    List<VmPlan> vms) {
  private static final int ACTIVE_PRIORITY_REGISTERS = 1;

  /// Keeps copies of the lists.
  public HostPlan {
    costs = List.copyOf(costs);
    vms = List.copyOf(vms);
  }

  /// The settings of its vCPUs.
  RunSettings settings() {
    int listRegisters =
        topology.pes().stream().mapToInt(pe -> pe.coreType().listRegisters()).min().orElseThrow();
    Bindings bindings =
        new Bindings(
            features(),
            Map.of(
                "active-priority-registers",
                (long) ACTIVE_PRIORITY_REGISTERS,
                "hyp-vectors",
                0xFFFF_8000_0001_0800L,
                "guest",
                0L,
                "host",
                0L,
                "counters",
                0L,
                "guest-counters",
                0L,
                "irq-on-priority",
                0xE0L),
            Map.of(
                "list-registers-used",
                listRegisters,
                "host-only-events",
                0,
                "guest-only-events",
                0));
    return RunSettings.of(
        stepwise,
        program.bind(bindings),
        features().contains("vhe"),
        listRegisters,
        virtualTimerIntid());
  }

  /// The PPI of the EL1 virtual timer, 27 where the host does not say.
  int virtualTimerIntid() {
    return topology.timer().virtualIntid() == 0 ? 27 : topology.timer().virtualIntid();
  }

  /// What every core of the host has, as KVM's sanitised view is.
  private Set<String> features() {
    Set<String> features = new HashSet<>();
    if (all(type -> type.architecture().hasVhe())) {
      features.add("vhe");
    }
    if (all(type -> type.architecture().hasFineGrainedTraps())) {
      features.add("fgt");
    }
    if (!topology.pmus().isEmpty()) {
      features.add("pmuv3");
    }
    return features;
  }

  private boolean all(java.util.function.Predicate<CoreType> has) {
    return topology.pes().stream().allMatch(pe -> has.test(pe.coreType()));
  }
}
