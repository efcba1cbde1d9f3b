package io.interlock.hypervisor.identity;

import io.interlock.hardware.identity.CoreIdentity;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.InterruptController;
import io.interlock.hardware.topology.MainId;
import io.interlock.hardware.topology.ProcessingElement;
import io.interlock.hardware.topology.SpuUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ID registers of a host as Linux sanitises them: of each field what is safe on all CPUs.
///
/// @param sanitised by register
/// @param mainId MIDR_EL1 of the CPU that booted, which KVM tells user space
public record HostIdentity(Map<SysReg, Long> sanitised, long mainId) {

  /// Keeps a copy of the map.
  public HostIdentity {
    sanitised = Map.copyOf(sanitised);
  }

  /// Those of a host.
  public static HostIdentity of(HostTopology topology) {
    List<Map<SysReg, Long>> cpus =
        topology.pes().stream().map(pe -> identity(topology, pe)).toList();
    return of(cpus, MainId.of(topology.pe(0).coreType()));
  }

  /// Those of CPUs with these registers, of which the first has booted (`init_cpu_features`,
  /// `update_cpu_features`).
  public static HostIdentity of(List<Map<SysReg, Long>> cpus, long mainId) {
    Map<SysReg, Long> values = new HashMap<>();
    for (SysReg register : FeatureTable.registers()) {
      long value = 0;
      for (Feature feature : FeatureTable.features(register)) {
        value = feature.with(value, safe(feature, register, cpus));
      }
      values.put(register, value);
    }
    return new HostIdentity(values, mainId);
  }

  private static long safe(Feature feature, SysReg register, List<Map<SysReg, Long>> cpus) {
    long safe = feature.value(cpus.getFirst().getOrDefault(register, 0L));
    for (Map<SysReg, Long> cpu : cpus) {
      long its = feature.value(cpu.getOrDefault(register, 0L));
      safe = its == safe ? safe : feature.ofHost().of(its, safe, feature.fixed());
    }
    return safe;
  }

  private static Map<SysReg, Long> identity(HostTopology topology, ProcessingElement pe) {
    SpuUnit spu = topology.spuOf(pe.index());
    boolean gicV3 = topology.gic().version() != InterruptController.Version.GICV2;
    return CoreIdentity.of(pe.coreType(), spu == null ? null : spu.model(), gicV3);
  }

  /// The value of a register.
  long read(SysReg register) {
    return sanitised.getOrDefault(register, 0L);
  }
}
