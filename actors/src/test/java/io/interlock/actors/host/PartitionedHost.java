package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.property.Properties;
import io.interlock.actors.property.PropertyWatch;
import io.interlock.actors.result.Violation;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A host whose guests have two event counters of their own, and its runs.
///
/// @param program the text of the context-switch program that is added to KVM's
/// @param registers what user space sets before the first run
/// @param wirePicos latency between a PE and its redistributor, 0 for the usual
record PartitionedHost(
    TestHost host,
    String program,
    Granularity granularity,
    Map<SysReg, Long> registers,
    long wirePicos) {
  private static final String WIRE = "wire-redistributor";
  private static final int GUEST_COUNTERS = 2;

  static PartitionedHost of(TestHost host, String shipped) {
    return new PartitionedHost(
        host, KvmPrograms.extensionText(shipped), Granularity.BLOCK, Map.of(), 0);
  }

  /// Cortex-A720 cores of the preset `dual`, with fine-grained traps.
  static TestHost withTraps() {
    return TestHost.preset("dual");
  }

  /// Neoverse-V1 cores: VHE, but no fine-grained traps.
  static TestHost withoutTraps() {
    return TestHost.preset("pair-without-fgt");
  }

  /// A guest that sets counter 0 up to count cycles, and then does this.
  static TestHost.Guest counting(String... rest) {
    String[] all = new String[rest.length + 4];
    all[0] = "write PMEVTYPER0_EL0 0x11";
    all[1] = "write PMCNTENSET_EL0 1";
    all[2] = "write PMINTENSET_EL1 1";
    all[3] = "write PMCR_EL0 1";
    System.arraycopy(rest, 0, all, 4, rest.length);
    return guest(all);
  }

  PartitionedHost with(String name, TestHost.Guest... guests) {
    return new PartitionedHost(host.with(name, guests), program, granularity, registers, wirePicos);
  }

  PartitionedHost at(Granularity other) {
    return new PartitionedHost(host, program, other, registers, wirePicos);
  }

  PartitionedHost setting(String register, long value) {
    Map<SysReg, Long> all = new HashMap<>(registers);
    all.put(SysReg.named(register), value);
    return new PartitionedHost(host, program, granularity, all, wirePicos);
  }

  /// With so long a way from the PMU to the GIC and back that much happens meanwhile.
  PartitionedHost withWiresOf(long picos) {
    return new PartitionedHost(host, program, granularity, registers, picos);
  }

  /// The program with one line replaced.
  PartitionedHost changing(String line, String by) {
    if (!program.contains(line)) {
      throw new AssertionError("no such line: " + line);
    }
    return new PartitionedHost(host, program.replace(line, by), granularity, registers, wirePicos);
  }

  HostPlan plan() {
    HostPlan plain = host.plan();
    SwitchProgram added = SwitchProgram.parse("added.ctx", program, KvmPrograms.vocabulary());
    List<VmPlan> vms =
        plain.vms().stream()
            .map(
                vm ->
                    new VmPlan(
                        vm.vm(), vm.name(), vm.supported(), vm.repins(), registers, vm.vcpus()))
            .toList();
    return new HostPlan(
        plain.name(),
        plain.topology(),
        plain.costs().stream()
            .map(costs -> wirePicos == 0 ? costs : costs.withOverride(WIRE, wirePicos))
            .toList(),
        plain.counter(),
        plain.program().with(added),
        granularity,
        new PmuPartition(GUEST_COUNTERS),
        List.of(),
        vms);
  }

  TestRun run(long seed) {
    return TestRun.of(plan(), seed);
  }

  /// What is broken in a run to its end: names of properties and kinds of complaints.
  List<String> broken(long seed) {
    try (TestRun run = run(seed).finish()) {
      return broken(run.stated(), true);
    }
  }

  /// What is broken by these facts.
  static List<String> broken(List<TestRun.Stated> facts, boolean ended) {
    PropertyWatch watch = new PropertyWatch(Properties.createAll());
    for (TestRun.Stated stated : facts) {
      watch.stated(stated.at(), "", stated.fact());
    }
    if (ended) {
      watch.ended(0);
    }
    return watch.violations().stream().map(PartitionedHost::kind).toList();
  }

  private static String kind(Violation violation) {
    return io.interlock.engine.explore.Violation.kind(violation.property(), violation.message());
  }

  /// What guests read from a register, in order.
  static List<Long> reads(TestRun run, String register) {
    return run.facts(Fact.MonitorRead.class).stream()
        .filter(read -> read.register().name().equals(register))
        .map(Fact.MonitorRead::value)
        .toList();
  }
}
