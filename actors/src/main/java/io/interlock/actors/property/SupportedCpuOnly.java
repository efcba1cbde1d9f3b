package io.interlock.actors.property;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.hardware.topology.CpuSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A guest is entered on CPUs that its VM supports, and on no other.
final class SupportedCpuOnly implements Property {
  private final Map<Integer, CpuSet> supported;

  SupportedCpuOnly() {
    this(new TreeMap<>());
  }

  private SupportedCpuOnly(Map<Integer, CpuSet> supported) {
    this.supported = supported;
  }

  @Override
  public String name() {
    return Properties.SUPPORTED_CPU_ONLY.title();
  }

  @Override
  public Set<Class<? extends Fact>> facts() {
    return Set.of(Fact.VcpuConfigured.class, Fact.GuestEntered.class);
  }

  @Override
  public @Nullable String observe(Fact fact) {
    return switch (fact) {
      case Fact.VcpuConfigured(VcpuId vcpu, CpuSet cpus, _) -> {
        supported.put(vcpu.thread(), cpus);
        yield null;
      }
      case Fact.GuestEntered(VcpuId vcpu, int pe) -> {
        CpuSet cpus = supported.get(vcpu.thread());
        yield cpus == null || cpus.contains(pe)
            ? null
            : "a guest is entered on a CPU that its VM does not support (%s on PE %d, not in \"%s\")"
                .formatted(vcpu, pe, cpus);
      }
      default -> null;
    };
  }

  @Override
  public Property copy() {
    return new SupportedCpuOnly(new TreeMap<>(supported));
  }
}
