package io.interlock.actors.host;

import io.interlock.actors.fact.VcpuId;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hardware.cost.CostTable;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.Presets;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.guest.GuestParser;
import io.interlock.hypervisor.guest.GuestProgram;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.sched.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A host for a test: a topology, and virtual machines said in a few words.
public record TestHost(HostTopology topology, boolean stepwise, List<Vm> vms) {
  /// One virtual machine.
  ///
  /// @param supported the CPUs that KVM allows, empty for all
  record Vm(String name, CpuSet supported, boolean repins, List<VmPlan.VcpuPlan> vcpus) {}

  /// One vCPU: its program, and how its thread is scheduled.
  ///
  /// @param affinity a CPU list, empty for all
  record Guest(GuestProgram program, String affinity, int nice) {
    Guest on(String cpus) {
      return new Guest(program, cpus, nice);
    }

    Guest nice(int level) {
      return new Guest(program, affinity, level);
    }
  }

  /// A host that comes with Interlock, without virtual machines.
  public static TestHost preset(String name) {
    return of(Presets.named(name).host());
  }

  static TestHost of(HostTopology topology) {
    return new TestHost(topology, false, List.of());
  }

  /// A guest given as a list of operations.
  static Guest guest(String... operations) {
    return guest(new GuestProgram("operations", GuestParser.parse(List.of(operations))));
  }

  static Guest guest(GuestProgram program) {
    return new Guest(program, "", 0);
  }

  /// A guest kernel with a periodic tick.
  static Guest ticking(int hz, int busyPercent) {
    return guest(
        BuiltInProgram.TIMER_TICK.create(
            Map.of("tick-hz", "" + hz, "busy-percent", "" + busyPercent)));
  }

  /// The same host at granularity `step`.
  TestHost inSteps() {
    return new TestHost(topology, true, vms);
  }

  /// The same host with one more virtual machine, one vCPU for each guest.
  TestHost with(String name, Guest... guests) {
    return with(name, "", false, guests);
  }

  /// As the other, with `supported_cpus` and an answer to failed entries.
  TestHost with(String name, String supported, boolean repins, Guest... guests) {
    int thread = vms.stream().mapToInt(vm -> vm.vcpus().size()).sum();
    List<VmPlan.VcpuPlan> vcpus = new ArrayList<>();
    for (int index = 0; index < guests.length; index++) {
      Guest guest = guests[index];
      vcpus.add(
          new VmPlan.VcpuPlan(
              new VcpuId(thread + index, vms.size(), name, index),
              cpus(guest.affinity()),
              Weight.ofNice(guest.nice()),
              guest.program().compile()));
    }
    List<Vm> all = new ArrayList<>(vms);
    all.add(new Vm(name, cpus(supported), repins, vcpus));
    return new TestHost(topology, stepwise, List.copyOf(all));
  }

  /// The last virtual machine, of which only this vCPU begins at once.
  TestHost startingWith(int vcpu) {
    Vm last = vms.getLast();
    List<VmPlan.VcpuPlan> vcpus =
        last.vcpus().stream()
            .map(
                each ->
                    new VmPlan.VcpuPlan(
                        each.id(),
                        each.affinity(),
                        each.weight(),
                        each.code(),
                        null,
                        each.id().index() != vcpu))
            .toList();
    List<Vm> all = new ArrayList<>(vms.subList(0, vms.size() - 1));
    all.add(new Vm(last.name(), last.supported(), last.repins(), vcpus));
    return new TestHost(topology, stepwise, List.copyOf(all));
  }

  private CpuSet cpus(String list) {
    return list.isEmpty() ? topology.cpus() : CpuSet.parse(list);
  }

  /// The plan that a scenario with these virtual machines would lead to.
  public HostPlan plan() {
    boolean vhe = topology.pes().stream().allMatch(pe -> pe.coreType().architecture().hasVhe());
    List<VmPlan> plans = new ArrayList<>();
    for (Vm vm : vms) {
      plans.add(new VmPlan(plans.size(), vm.name(), vm.supported(), vm.repins(), vm.vcpus()));
    }
    return new HostPlan(
        "host",
        topology,
        topology.pes().stream().map(pe -> CostTable.forCore(pe.coreType())).toList(),
        new SystemCounter(topology.timer().counterHz()),
        vhe ? KvmPrograms.vhe() : KvmPrograms.nvhe(),
        stepwise ? Granularity.STEP : Granularity.BLOCK,
        PmuPartition.NONE,
        List.of(),
        plans);
  }
}
