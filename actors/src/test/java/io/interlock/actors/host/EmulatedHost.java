package io.interlock.actors.host;

import static io.interlock.actors.host.TestHost.guest;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.HostEvent;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.pmu.uapi.UapiVersion;
import io.interlock.hypervisor.program.KvmPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A host whose virtual machines have KVM's emulated PMU, or counters of their own, as user
/// space asks for it.
///
/// @param calls what user space asks for between the vCPUs' and the PMU's initialisation
/// @param registers what it sets after that
/// @param ownCounters how many counters the host leaves to guests; 0 where they are emulated
record EmulatedHost(
    TestHost host,
    Granularity granularity,
    UapiVersion uapi,
    PmuFeatures features,
    int initCpu,
    List<PmuAttribute> calls,
    Map<String, Long> registers,
    List<HostEvent> events,
    int ownCounters) {
  static final int INTID = 23;

  static EmulatedHost of(TestHost host) {
    return new EmulatedHost(
        host,
        Granularity.BLOCK,
        UapiVersion.LINUX_6_12,
        PmuFeatures.PMU_V3,
        0,
        List.of(),
        Map.of(),
        List.of(),
        0);
  }

  static EmulatedHost preset(String name) {
    return of(TestHost.preset(name));
  }

  /// A guest that resets its PMU as a driver does, lets counter 0 count cycles, and then does this.
  static TestHost.Guest counting(String... rest) {
    return guest(
        after(
            List.of(
                "write PMCR_EL0 6",
                "write PMCNTENCLR_EL0 0xffffffff",
                "write PMINTENCLR_EL1 0xffffffff",
                "write PMOVSCLR_EL0 0xffffffff",
                "write PMEVTYPER0_EL0 0x11",
                "write PMCNTENSET_EL0 1",
                "write PMINTENSET_EL1 1",
                "write PMCR_EL0 1"),
            rest));
  }

  private static String[] after(List<String> first, String... rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(rest));
    return all.toArray(String[]::new);
  }

  EmulatedHost with(String name, TestHost.Guest... guests) {
    return with(host.with(name, guests));
  }

  EmulatedHost with(TestHost other) {
    return new EmulatedHost(
        other, granularity, uapi, features, initCpu, calls, registers, events, ownCounters);
  }

  EmulatedHost at(Granularity other) {
    return new EmulatedHost(
        host, other, uapi, features, initCpu, calls, registers, events, ownCounters);
  }

  EmulatedHost initialisedOn(int cpu) {
    return new EmulatedHost(
        host, granularity, uapi, features, cpu, calls, registers, events, ownCounters);
  }

  /// With so many counters of the guests' own, instead of emulated ones.
  EmulatedHost leaving(int counters) {
    return new EmulatedHost(
        host, granularity, uapi, features, initCpu, calls, registers, events, counters);
  }

  EmulatedHost strict(UapiVersion version) {
    return new EmulatedHost(
        host,
        granularity,
        version,
        PmuFeatures.STRICT,
        initCpu,
        calls,
        registers,
        events,
        ownCounters);
  }

  EmulatedHost answering(UapiVersion version) {
    return new EmulatedHost(
        host, granularity, version, features, initCpu, calls, registers, events, ownCounters);
  }

  EmulatedHost calling(PmuAttribute... attributes) {
    return new EmulatedHost(
        host,
        granularity,
        uapi,
        features,
        initCpu,
        List.of(attributes),
        registers,
        events,
        ownCounters);
  }

  EmulatedHost setting(Map<String, Long> values) {
    return new EmulatedHost(
        host, granularity, uapi, features, initCpu, calls, values, events, ownCounters);
  }

  /// The host counts these events on all CPUs.
  EmulatedHost counts(String... texts) {
    List<HostEvent> parsed = List.of(texts).stream().map(HostEvent::parse).toList();
    return new EmulatedHost(
        host, granularity, uapi, features, initCpu, calls, registers, parsed, ownCounters);
  }

  private PmuPlan pmu(int vcpus) {
    List<PmuPlan.Request> requests = new ArrayList<>();
    List<PmuAttribute> first = new ArrayList<>(calls);
    if (ownCounters > 0) {
      first.add(new PmuAttribute.EnablePartition());
    }
    first.forEach(call -> requests.add(new PmuPlan.Request.SetAttribute(0, call)));
    for (int vcpu = 0; vcpu < vcpus; vcpu++) {
      requests.add(new PmuPlan.Request.SetAttribute(vcpu, new PmuAttribute.Irq(INTID)));
      requests.add(new PmuPlan.Request.SetAttribute(vcpu, new PmuAttribute.Init()));
      int each = vcpu;
      new TreeMap<>(registers)
          .forEach(
              (name, value) ->
                  requests.add(new PmuPlan.Request.SetRegister(each, SysReg.named(name), value)));
    }
    return new PmuPlan(
        HostPlan.pmuHost(host.topology(), uapi, new PmuPartition(ownCounters)),
        features,
        ownCounters > 0,
        initCpu,
        requests);
  }

  HostPlan plan() {
    HostPlan plain = host.plan();
    List<VmPlan> vms =
        plain.vms().stream()
            .map(
                vm ->
                    new VmPlan(
                        vm.vm(),
                        vm.name(),
                        vm.supported(),
                        vm.repins(),
                        Map.of(),
                        pmu(vm.vcpus().size()),
                        vm.vcpus()))
            .toList();
    return new HostPlan(
        plain.name(),
        plain.topology(),
        plain.costs(),
        plain.counter(),
        ownCounters == 0
            ? plain.program()
            : plain.program().with(KvmPrograms.extension("pmu-partitioned")),
        granularity,
        new PmuPartition(ownCounters),
        events,
        vms);
  }

  TestRun run(long seed) {
    return TestRun.of(plan(), seed);
  }

  /// What guests read from a register, in order.
  static List<Long> reads(TestRun run, String register) {
    List<Long> values = new ArrayList<>();
    for (TestRun.Stated stated : run.stated()) {
      switch (stated.fact()) {
        case Fact.EmulatedRead(_, SysReg read, long value) when read.name().equals(register) ->
            values.add(value);
        case Fact.MonitorRead(_, SysReg read, long value) when read.name().equals(register) ->
            values.add(value);
        default -> {}
      }
    }
    return values;
  }

  /// What KVM refused, in words.
  static List<String> refusals(TestRun run) {
    return run.facts(Fact.CallRefused.class).stream()
        .map(refused -> refused.call() + " " + refused.result())
        .toList();
  }
}
