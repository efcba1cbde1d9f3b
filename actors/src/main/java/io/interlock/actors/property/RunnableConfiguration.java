package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.topology.CpuSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// There is a CPU on which a vCPU may run. KVM narrows a VM's CPUs with each unit that user space
/// chooses, and accepts that none is left.
final class RunnableConfiguration implements Property {
  @Override
  public String name() {
    return Properties.RUNNABLE_CONFIGURATION.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.VcpuConfigured.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return fact instanceof Fact.VcpuConfigured(VcpuId vcpu, CpuSet supported, CpuSet affinity)
            && supported.and(affinity).isEmpty()
        ? "a vCPU can run on no CPU (%s: supported \"%s\", affinity \"%s\")"
            .formatted(vcpu, supported, affinity)
        : null;
  }

  @Override
  public Property copy() {
    return this;
  }
}
