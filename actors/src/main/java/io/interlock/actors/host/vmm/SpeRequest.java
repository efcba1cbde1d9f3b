package io.interlock.actors.host.vmm;

import akka.actor.typed.ActorRef;
import io.interlock.actors.host.PerfDrivers;
import io.interlock.actors.host.VirtualMachine;
import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.Vmm;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.spe.SpeAttribute;
import java.util.ArrayList;
import java.util.List;

/// One thing that a VMM asks KVM for when it configures a VM with SPE.
///
/// @param text as it is told to users
/// @param vcpu on whose file descriptor
/// @param attribute number in KVM_ARM_VCPU_SPE_CTRL, or [#PMU]
/// @param value of the attribute
/// @param pmu the CPUs of the PMU that is chosen
record SpeRequest(String text, int vcpu, int attribute, long value, CpuSet pmu) {
  /// In place of an attribute: KVM_ARM_VCPU_PMU_V3_SET_PMU.
  private static final int PMU = -1;

  /// What sysfs does not show has this type, which KVM does not know either.
  private static final int NO_TYPE = -1;

  /// All of them in order: interrupts, choices, size, and last the end of the configuration.
  static List<SpeRequest> all(
      VmProfiling profiling, int vcpus, List<PerfDrivers.EventSource> sources) {
    List<SpeRequest> all = new ArrayList<>();
    for (int vcpu = 0; vcpu < vcpus; vcpu++) {
      all.add(of(SpeAttribute.IRQ, vcpu, profiling.irq(), "" + profiling.irq()));
    }
    for (String choice : profiling.choices()) {
      all.add(choice(choice, sources));
    }
    long bytes = profiling.bufferBytesMax();
    if (bytes != VmProfiling.UNSET) {
      all.add(of(SpeAttribute.MAX_BUFFER_SIZE, 0, bytes, "" + bytes));
    }
    for (int vcpu = 0; vcpu < vcpus; vcpu++) {
      all.add(of(SpeAttribute.INIT, vcpu, 0, ""));
    }
    return all;
  }

  private static SpeRequest choice(String name, List<PerfDrivers.EventSource> sources) {
    for (PerfDrivers.EventSource source : sources) {
      if (source.name().equals(name)) {
        return name.startsWith("arm_spe")
            ? of(SpeAttribute.SPU, 0, source.type(), name)
            : new SpeRequest(
                "KVM_ARM_VCPU_PMU_V3_SET_PMU " + name, 0, PMU, source.type(), source.cpumask());
      }
    }
    return of(SpeAttribute.SPU, 0, NO_TYPE, name);
  }

  private static SpeRequest of(SpeAttribute attribute, int vcpu, long value, String words) {
    String text = "KVM_ARM_VCPU_SPE_%s %s".formatted(attribute, words).strip();
    return new SpeRequest(text, vcpu, attribute.number(), value, CpuSet.empty());
  }

  void send(ActorRef<VirtualMachine.Command> vm, boolean late, ActorRef<Vmm.Command> replyTo) {
    vm.tell(
        attribute == PMU
            ? new VirtualMachine.Command.SetSupportedCpus(pmu, replyTo)
            : new VirtualMachine.Command.SetSpeAttribute(vcpu, attribute, value, late, replyTo));
  }
}
