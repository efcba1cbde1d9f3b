package io.interlock.hypervisor.spe;

import io.interlock.hardware.topology.CpuSet;
import org.jspecify.annotations.Nullable;

/// The CPUs that KVM lets a VM's vCPUs run on (`kvm->arch.supported_cpus`), which both the choice
/// of a PMU and that of an SPU narrow.
///
/// @param rule how a choice changes them
/// @param current the mask
/// @param possible all CPUs of the host
/// @param pmu the CPUs of the PMU that user space chose last, or null; the default PMU does not
///     count
/// @param spu the CPUs of the chosen SPU, or null
public record SupportedCpus(
    Rule rule, CpuSet current, CpuSet possible, @Nullable CpuSet pmu, @Nullable CpuSet spu) {

  /// What `KVM_ARM_VCPU_PMU_V3_SET_PMU` does to the mask. An SPU always narrows it.
  public enum Rule {
    /// `cpumask_copy`, as Linux 6.12: what an SPU took away comes back.
    COPY,
    /// `cpumask_and`, as patch 12/35 has it: what an earlier PMU took away stays away.
    AND,
    /// Each choice counts once, the last of its kind, and one that leaves no CPU is refused.
    LAST_OF_EACH
  }

  /// The mask of a VM that has chosen nothing (`kvm_arch_init_vm`).
  public static SupportedCpus initial(Rule rule, CpuSet possible) {
    return new SupportedCpus(rule, possible, possible, null, null);
  }

  /// User space chooses a PMU. Null if that is refused.
  public @Nullable SupportedCpus withPmu(CpuSet cpus) {
    return switch (rule) {
      case COPY -> new SupportedCpus(rule, cpus, possible, cpus, spu);
      case AND -> new SupportedCpus(rule, current.and(cpus), possible, cpus, spu);
      case LAST_OF_EACH -> ofChoices(cpus, spu);
    };
  }

  /// User space chooses an SPU. Null if that is refused.
  public @Nullable SupportedCpus withSpu(CpuSet cpus) {
    return rule == Rule.LAST_OF_EACH
        ? ofChoices(pmu, cpus)
        : new SupportedCpus(rule, current.and(cpus), possible, pmu, cpus);
  }

  private @Nullable SupportedCpus ofChoices(
      @Nullable CpuSet chosenPmu, @Nullable CpuSet chosenSpu) {
    CpuSet both = possible;
    both = chosenPmu == null ? both : both.and(chosenPmu);
    both = chosenSpu == null ? both : both.and(chosenSpu);
    return both.isEmpty() ? null : new SupportedCpus(rule, both, possible, chosenPmu, chosenSpu);
  }
}
