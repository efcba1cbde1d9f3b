package io.interlock.actors.host;

import io.interlock.actors.fact.Fact.OfProfiling;
import io.interlock.actors.fact.SpeTotals;
import io.interlock.actors.host.plan.Granularity;
import io.interlock.actors.host.plan.HostPlan;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.program.KvmPrograms;
import io.interlock.hypervisor.program.SwitchProgram;
import io.interlock.hypervisor.sched.HostAction;
import io.interlock.hypervisor.spe.LockedMemory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A host whose guests have SPE, and its runs.
///
/// @param vms what VMs want that do not want the usual, by name; `*` is for all
/// @param program the text of the context-switch program that is added to KVM's
record ProfiledHost(
    TestHost host,
    String program,
    Granularity granularity,
    HostProfiling profiling,
    List<HostAction> actions,
    Map<String, VmProfiling> vms) {
  /// The VM of this name has no SPE.
  static final String PLAIN = "plain";

  private static final VmProfiling USUAL = wanted(List.of("arm_spe_0"), false, false, Set.of());

  static ProfiledHost of(TestHost host) {
    return new ProfiledHost(
        host,
        KvmPrograms.extensionText("spe"),
        Granularity.BLOCK,
        HostProfiling.USUAL,
        List.of(),
        Map.of());
  }

  /// How a host gives SPE to guests.
  static HostProfiling kvm(
      HostProfiling.Driver driver, HostProfiling.Review review, int queued, long unloadAt) {
    return new HostProfiling(
        driver,
        0,
        unloadAt,
        queued,
        review,
        LockedMemory.Policy.BUFFER,
        64L << 20,
        true,
        null,
        HostProfiling.BLACKOUT_PICOS_MAX);
  }

  /// The usual way, but that memory is locked by this policy, and so much of it.
  static HostProfiling locking(LockedMemory.Policy policy, long bytes) {
    return new HostProfiling(
        HostProfiling.Driver.COUNTED,
        0,
        HostProfiling.NEVER,
        0,
        HostProfiling.Review.CORRECTED,
        policy,
        bytes,
        true,
        null,
        HostProfiling.BLACKOUT_PICOS_MAX);
  }

  /// `perf record` for so many cycles, with these parameters more.
  static TestHost.Guest recording(long cycles, String... more) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("total-cycles", String.valueOf(cycles));
    parameters.put("read-every-cycles", "100k");
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    return TestHost.guest(BuiltInProgram.PERF_RECORD.create(parameters));
  }

  ProfiledHost with(String name, TestHost.Guest... guests) {
    return new ProfiledHost(host.with(name, guests), program, granularity, profiling, actions, vms);
  }

  ProfiledHost at(Granularity other) {
    return new ProfiledHost(host, program, other, profiling, actions, vms);
  }

  ProfiledHost with(HostProfiling other) {
    return new ProfiledHost(host, program, granularity, other, actions, vms);
  }

  private ProfiledHost wanting(String name, VmProfiling wanted) {
    Map<String, VmProfiling> all = new TreeMap<>(vms);
    all.put(name, wanted);
    return new ProfiledHost(host, program, granularity, profiling, actions, all);
  }

  /// These things are done to the host, in the order of time.
  ProfiledHost with(HostAction... done) {
    return new ProfiledHost(host, program, granularity, profiling, List.of(done), vms);
  }

  /// All VMs choose these in turn.
  ProfiledHost choosing(String... choices) {
    return withChoices("*", choices);
  }

  ProfiledHost withChoices(String name, String... choices) {
    return wanting(name, wanted(List.of(choices), false, false, Set.of()));
  }

  /// The vCPUs of all VMs run while their SPE is being configured.
  ProfiledHost early() {
    return wanting("*", wanted(List.of("arm_spe_0"), true, false, Set.of()));
  }

  /// VMMs raise RLIMIT_MEMLOCK when they hit it.
  ProfiledHost raising() {
    return wanting("*", wanted(List.of("arm_spe_0"), false, true, Set.of()));
  }

  /// The threads of these vCPUs have CAP_PERFMON.
  ProfiledHost capable(Integer... vcpus) {
    return wanting("*", wanted(List.of("arm_spe_0"), false, false, Set.of(vcpus)));
  }

  private static VmProfiling wanted(
      List<String> choices, boolean early, boolean raises, Set<Integer> capable) {
    return new VmProfiling(21, choices, VmProfiling.UNSET, early, raises, capable);
  }

  ProfiledHost switching(String shipped) {
    return switchingAs(KvmPrograms.extensionText(shipped));
  }

  /// With this text of a program.
  ProfiledHost switchingAs(String text) {
    return new ProfiledHost(host, text, granularity, profiling, actions, vms);
  }

  HostPlan plan() {
    HostPlan plain = host.plan();
    return new HostPlan(
        plain.name(),
        plain.topology(),
        plain.costs(),
        plain.counter(),
        plain.program().with(SwitchProgram.parse("added.ctx", program, KvmPrograms.vocabulary())),
        granularity,
        PmuPartition.NONE,
        List.of(),
        List.of(),
        profiling,
        actions,
        plain.vms().stream()
            .map(one -> one.name().equals(PLAIN) ? one : one.with(wanted(one.name())))
            .toList());
  }

  private VmProfiling wanted(String name) {
    return vms.getOrDefault(name, vms.getOrDefault("*", USUAL));
  }

  TestRun run(long seed) {
    return TestRun.of(plan(), seed);
  }

  /// What was counted of the vCPUs of a VM.
  static SpeTotals totals(TestRun run, int vm) {
    return run.facts(OfProfiling.Counted.class).stream()
        .filter(fact -> fact.vcpu().vm() == vm)
        .map(OfProfiling.Counted::totals)
        .reduce(SpeTotals.NONE, SpeTotals::plus);
  }
}
