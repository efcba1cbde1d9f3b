package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.pmu.PmuFeature;
import io.interlock.hardware.pmu.PmuModel;
import io.interlock.hardware.pmu.PmuVersion;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.uapi.Errno;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What user space does to a VM of two vCPUs, word for word, on a host with two kinds of CPU: PMU 8
/// has CPUs 0 and 1, six counters and 10 slots; PMU 9 has CPUs 2 and 3, four counters and 4 slots.
///
/// Requests, each answered with 0 or the name of an error:
///
/// - `init FEATURES on CPU` with features `none`, `pmu`, `strict`, `strict-only`
/// - `irq N`, `init`, `filter FIRST COUNT allow|deny|ACTION`, `pmu ID`, `counters N`, `partition`,
///   `attribute N`, all of vCPU 0, or of vCPU 1 with `vcpu1` before
/// - `get-irq`, `has N`, `run`, `user-pmcr N`, `user-pmmir VALUE`
/// - what happens otherwise: `vgic-uninitialized`, `user-irqchip`, `gicv5`, `taken N`
final class PmuScenario {
  static final CommonEvents EVENTS =
      CommonEvents.of(
          PmuEvent.INST_RETIRED,
          PmuEvent.CPU_CYCLES,
          PmuEvent.STALL_BACKEND,
          PmuEvent.STALL_SLOT,
          PmuEvent.STALL_SLOT_FRONTEND,
          PmuEvent.STALL_SLOT_BACKEND,
          0x4004);

  private final PmuHost host;
  private VmPmu vm;
  private VmFacts facts = VmFacts.usual();

  PmuScenario(UapiVersion uapi, boolean intersectsCpus) {
    host = host(uapi, intersectsCpus);
    vm = VmPmu.created(host, 2);
  }

  static PmuHost host(UapiVersion uapi, boolean intersectsCpus) {
    return new PmuHost(
        uapi,
        List.of(
            new HostPmu(8, model(6, 10), CpuSet.of(0, 1), 4),
            new HostPmu(9, model(4, 4), CpuSet.of(2, 3), 0)),
        CpuSet.range(0, 3),
        intersectsCpus);
  }

  private static PmuModel model(int counters, int slots) {
    return new PmuModel(
        counters, PmuVersion.V3P5, Set.of(PmuFeature.FINE_GRAINED_TRAPS), EVENTS, slots);
  }

  VmPmu vm() {
    return vm;
  }

  PmuIdentity identity() {
    return new PmuIdentity(host, facts.hasRun());
  }

  /// Carries out requests that are separated by commas; the answer to the last.
  String perform(String requests) {
    String answer = "0";
    for (String request : requests.split(", *", -1)) {
      answer = answer(request);
    }
    return answer;
  }

  private String answer(String request) {
    String[] words = request.split(" ", -1);
    int vcpu = words[0].equals("vcpu1") ? 1 : 0;
    int at = vcpu;
    return switch (words[at]) {
      case "vgic-uninitialized" -> now(new VmFacts(facts.irqchip(), false, false, 64, Set.of()));
      case "user-irqchip" -> now(new VmFacts(Irqchip.USER_SPACE, false, false, 0, Set.of()));
      case "gicv5" -> now(new VmFacts(Irqchip.GIC_V5, true, false, 64, Set.of()));
      case "taken" ->
          now(new VmFacts(Irqchip.GIC_V3, true, false, 64, Set.of(number(words[at + 1]))));
      case "get-irq" -> named(attributes().irq(vm, vcpu));
      case "has" -> named(attributes().has(vm, number(words[at + 1])));
      case "run" -> run(vcpu);
      case "user-pmcr" -> {
        vm = identity().setControl(vm, (long) number(words[at + 1]) << 11);
        yield "0";
      }
      case "user-pmmir" -> taken(identity().setMachine(vm, Long.decode(words[at + 1])));
      case "init" ->
          words.length == at + 1
              ? taken(attributes().set(vm, vcpu, new PmuAttribute.Init()))
              : taken(PmuLifecycle.initialise(host, vm, features(words[1]), number(words[3])));
      default -> taken(attributes().set(vm, vcpu, attribute(words, at)));
    };
  }

  private String now(VmFacts changed) {
    facts = changed;
    return "0";
  }

  private String run(int vcpu) {
    int result = PmuLifecycle.firstRun(host, vm, facts, vcpu);
    facts = result == 0 ? facts.afterFirstRun() : facts;
    return named(result);
  }

  private PmuAttributes attributes() {
    return new PmuAttributes(host, facts);
  }

  private static PmuFeatures features(String word) {
    return switch (word) {
      case "pmu" -> PmuFeatures.PMU_V3;
      case "strict" -> PmuFeatures.STRICT;
      case "strict-only" -> new PmuFeatures(false, true);
      default -> PmuFeatures.NONE;
    };
  }

  private static PmuAttribute attribute(String[] words, int at) {
    boolean unreadable = words[words.length - 1].equals("?");
    PmuAttribute kind =
        switch (words[at]) {
          case "irq" -> new PmuAttribute.Irq(unreadable ? 0 : number(words[at + 1]));
          case "filter" -> unreadable ? new PmuAttribute.Filter(0, 0, 0) : filter(words, at + 1);
          case "pmu" -> new PmuAttribute.SetPmu(unreadable ? 0 : number(words[at + 1]));
          case "counters" -> new PmuAttribute.SetNrCounters(unreadable ? 0 : number(words[at + 1]));
          case "partition" -> new PmuAttribute.EnablePartition();
          case "attribute" -> new PmuAttribute.Unreadable(number(words[at + 1]));
          default -> throw new IllegalArgumentException(words[at]);
        };
    return unreadable ? new PmuAttribute.Unreadable(kind.number()) : kind;
  }

  private static PmuAttribute filter(String[] words, int at) {
    int action =
        switch (words[at + 2]) {
          case "allow" -> 0;
          case "deny" -> 1;
          default -> number(words[at + 2]);
        };
    return new PmuAttribute.Filter(number(words[at]), number(words[at + 1]), action);
  }

  private static int number(String word) {
    return word.equals("ppi") ? IntId.PMU_OVERFLOW : Integer.decode(word);
  }

  private String taken(Reply reply) {
    vm = reply.vm();
    return named(reply.result());
  }

  private static String named(int result) {
    for (Errno errno : Errno.values()) {
      if (errno.result() == result) {
        return errno.name();
      }
    }
    return String.format(Locale.ROOT, "%d", result);
  }
}
