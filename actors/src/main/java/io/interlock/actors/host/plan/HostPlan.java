package io.interlock.actors.host.plan;

import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.VmPlan;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CoreType;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.SpuFeature;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.perf.HostEvent;
import io.interlock.hypervisor.perf.PerfSession;
import io.interlock.hypervisor.pmu.MonitorControl;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.uapi.HostPmu;
import io.interlock.hypervisor.pmu.uapi.PmuHost;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import io.interlock.hypervisor.program.Bindings;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.sched.HostAction;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything about a host that is decided before it boots.
///
/// @param costs of each PE, by number
/// @param program what load, enter, exit and put of its KVM do
/// @param profiling how it gives SPE to guests
/// @param partition which performance counters are left to guests, on all PEs alike
/// @param sessions what the host counts with perf beside them, on all PEs alike
/// @param events what perf of the host counts on each PE
/// @param actions what is done to it while it runs, in the order of time
public record HostPlan(
    String name,
    HostTopology topology,
    List<CostTable> costs,
    SystemCounter counter,
    SwitchProgram program,
    Granularity granularity,
    PmuPartition partition,
    List<PerfSession> sessions,
    List<HostEvent> events,
    HostProfiling profiling,
    List<HostAction> actions,
    List<VmPlan> vms)
    implements StableHashed {
  private static final int ACTIVE_PRIORITY_REGISTERS = 1;

  /// Keeps copies of the lists.
  public HostPlan {
    costs = List.copyOf(costs);
    events = List.copyOf(events);
    actions = List.copyOf(actions);
    sessions = List.copyOf(sessions);
    vms = List.copyOf(vms);
  }

  /// A host that gives SPE to guests as usual.
  public HostPlan(
      String name,
      HostTopology topology,
      List<CostTable> costs,
      SystemCounter counter,
      SwitchProgram program,
      Granularity granularity,
      PmuPartition partition,
      List<HostEvent> events,
      List<VmPlan> vms) {
    this(
        name,
        topology,
        costs,
        counter,
        program,
        granularity,
        partition,
        List.of(),
        events,
        HostProfiling.USUAL,
        List.of(),
        vms);
  }

  /// A host whose perf counts nothing for the host itself.
  public HostPlan(
      String name,
      HostTopology topology,
      List<CostTable> costs,
      SystemCounter counter,
      SwitchProgram program,
      Granularity granularity,
      PmuPartition partition,
      List<VmPlan> vms) {
    this(name, topology, costs, counter, program, granularity, partition, List.of(), vms);
  }

  /// The same host under another name.
  public HostPlan named(String newName) {
    return new HostPlan(
        newName,
        topology,
        costs,
        counter,
        program,
        granularity,
        partition,
        sessions,
        events,
        profiling,
        actions,
        vms);
  }

  /// What the KVM of a host with this topology knows of its PMUs.
  ///
  /// @param partition which counters are left to guests
  public static PmuHost pmuHost(HostTopology topology, UapiVersion uapi, PmuPartition partition) {
    List<HostPmu> pmus =
        topology.pmus().stream()
            .map(unit -> hostPmu(topology, unit, partition.guestCounters()))
            .toList();
    return new PmuHost(uapi, pmus, topology.cpus(), uapi.hasStrict());
  }

  private static HostPmu hostPmu(HostTopology topology, PmuUnit unit, int ofGuests) {
    PmuModel model = PmuModel.of(topology.pe(unit.cpus().first()).coreType());
    return new HostPmu(
        PerfDrivers.typeOf(unit), model, unit.cpus(), ofGuests, model.eventCounters() - ofGuests);
  }

  /// Whether perf counts, for guests whose PMU is emulated or for the host.
  private boolean usesPerf() {
    return !events.isEmpty() || vms.stream().anyMatch(vm -> vm.pmu().emulates());
  }

  /// What perf is on a PE; null where nobody uses it, or there is no PMU.
  public @Nullable PerfPlan perf(int pe) {
    PmuUnit unit = topology.pmuOf(pe);
    if (unit == null || !usesPerf()) {
      return null;
    }
    long usable = PmuPartition.NONE.hostMask(topology.pe(pe).coreType().eventCounters());
    return new PerfPlan(PerfDrivers.typeOf(unit), usable, hasVhe(), events);
  }

  /// The settings of its vCPUs. They hold for all hosts with this plan, whatever their names.
  public HostSettings settings() {
    RunSettings withOwnCounters = settings(partition);
    return new HostSettings(
        withOwnCounters, partition.exists() ? settings(PmuPartition.NONE) : withOwnCounters);
  }

  /// The settings of vCPUs that have these counters of their own.
  private RunSettings settings(PmuPartition own) {
    int listRegisters =
        topology.pes().stream().mapToInt(pe -> pe.coreType().listRegisters()).min().orElseThrow();
    Bindings bindings =
        new Bindings(
            features(own),
            Map.of(
                "active-priority-registers",
                (long) ACTIVE_PRIORITY_REGISTERS,
                "hyp-vectors",
                0xFFFF_8000_0001_0800L,
                "guest",
                own.guestMask(),
                "host",
                own.hostMask(counters()),
                "counters",
                (long) counters(),
                "guest-counters",
                (long) own.guestCounters(),
                "irq-on-priority",
                0xE0L),
            Map.of(
                "list-registers-used",
                listRegisters,
                "host-only-events",
                0,
                "guest-only-events",
                0,
                "guest-owned",
                1,
                "spe-vcpu",
                1,
                "cpu-interface-hidden",
                1));
    return RunSettings.of(
        program.bind(bindings),
        routine -> prepared(routine, own),
        granularity == Granularity.STEP,
        own,
        monitorControls(own),
        hasVhe(),
        hasCountOffset(),
        listRegisters,
        timers());
  }

  private Routine prepared(Routine routine, PmuPartition own) {
    Set<KernelStep> known = EnumSet.copyOf(KnownSteps.OF_ALL);
    if (own.exists()) {
      known.addAll(KnownSteps.OF_MONITORS);
    }
    if (usesPerf()) {
      known.addAll(KnownSteps.OF_PERF);
    }
    if (profiles()) {
      known.addAll(KnownSteps.OF_PROFILING);
    }
    if (granularity == Granularity.STEP) {
      return RunSettings.marked(routine, known);
    }
    Routine pruned = RunSettings.pruned(routine, known);
    return granularity == Granularity.PROGRAM
        ? RunSettings.separated(pruned, program.extensions())
        : pruned;
  }

  /// Whether a guest has SPE.
  boolean profiles() {
    return vms.stream().anyMatch(vm -> vm.profiling() != null);
  }

  /// What the user space of a VM does, in the order of time.
  public List<HostAction> actionsOf(VmPlan vm) {
    return actions.stream()
        .filter(
            action ->
                switch (action) {
                  case HostAction.Pin pin -> pin.vm().equals(vm.name());
                  case HostAction.Discard(_, String name) -> name.equals(vm.name());
                  case HostAction.Hold(_, String name, _) -> name.equals(vm.name());
                  case HostAction.Stand(_, String name, _) -> name.equals(vm.name());
                  case HostAction.Call call -> call.vm().equals(vm.name());
                  case HostAction.ToVcpu(_, String name, _, _) -> name.equals(vm.name());
                  default -> false;
                })
        .toList();
  }

  /// The SPU of a PE, or null.
  public @Nullable SpuUnit spuOf(int pe) {
    for (SpuUnit unit : topology.spus()) {
      if (unit.cpus().contains(pe)) {
        return unit;
      }
    }
    return null;
  }

  private List<Long> monitorControls(PmuPartition own) {
    return topology.pes().stream()
        .map(pe -> new MonitorControl(pe.coreType().eventCounters()))
        .map(control -> monitorControl(control, own))
        .toList();
  }

  private long monitorControl(MonitorControl control, PmuPartition own) {
    if (own.exists()) {
      boolean fineGrained = all(type -> type.architecture().hasFineGrainedTraps());
      return control.ofPartitionedGuest(own, fineGrained);
    }
    return partition.exists() ? control.ofGuestBeside(partition) : control.ofGuest();
  }

  /// The most event counters that a PE of the host has.
  private int counters() {
    return topology.pes().stream()
        .mapToInt(pe -> pe.coreType().eventCounters())
        .max()
        .orElseThrow();
  }

  /// The PPI or SPI by which the PMU of a PE interrupts, or 0.
  public int monitorIntid(int pe) {
    PmuUnit unit = topology.pmuOf(pe);
    return unit == null ? 0 : unit.interrupt().intidOf(pe);
  }

  /// The PPIs of the EL1 timers.
  public TimerIntids timers() {
    return TimerIntids.of(topology.timer());
  }

  private boolean hasCountOffset() {
    return all(type -> type.architecture().hasPhysicalCountOffset());
  }

  private boolean hasVhe() {
    return all(type -> type.architecture().hasVhe());
  }

  /// What every core of the host has, as KVM's sanitised view is, and a VM that has these counters
  /// of its own.
  private Set<String> features(PmuPartition own) {
    Set<String> features = new HashSet<>();
    if (hasVhe()) {
      features.add("vhe");
    }
    if (all(type -> type.architecture().hasFineGrainedTraps())) {
      features.add("fgt");
    }
    if (hasCountOffset()) {
      features.add("cntpoff");
    }
    if (!topology.pmus().isEmpty()) {
      features.add("pmuv3");
    }
    if (partition.exists() && !own.exists()) {
      features.add("beside-partitioned");
    }
    if (own.exists()) {
      features.add("partitioned-pmu");
      if (program.addedWrite("MDCR_EL2")) {
        features.add("monitor-control-added");
      }
    }
    if (anySpu(SpuFeature.FNE)) {
      features.add("spe-fne");
    }
    if (anySpu(SpuFeature.FDS)) {
      features.add("spe-fds");
    }
    return features;
  }

  private boolean anySpu(SpuFeature feature) {
    return topology.spus().stream().anyMatch(unit -> unit.model().has(feature));
  }

  private boolean all(java.util.function.Predicate<CoreType> has) {
    return topology.pes().stream().allMatch(pe -> has.test(pe.coreType()));
  }

  /// A host has one plan, which never changes; its name is enough.
  @Override
  public long stableHash() {
    return Mix.text(name);
  }
}
