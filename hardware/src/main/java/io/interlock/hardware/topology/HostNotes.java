package io.interlock.hardware.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// What KVM cannot offer on a host, in words, from the parts of its topology.
final class HostNotes {
  private final HostTopology host;
  private final List<String> notes = new ArrayList<>();

  private HostNotes(HostTopology host) {
    this.host = host;
  }

  static List<String> of(HostTopology host) {
    var reader = new HostNotes(host);
    reader.gic();
    reader.architecture();
    reader.pmus();
    reader.spus();
    return reader.notes;
  }

  private void gic() {
    if (host.gic().version() == InterruptController.Version.GICV2) {
      notes.add("GICv2: no in-kernel GICv3 for guests, only an emulated GICv2 of at most 8 vCPUs");
    }
  }

  private void architecture() {
    CpuSet noVhe = where(pe -> !pe.coreType().architecture().hasVhe());
    if (!noVhe.isEmpty()) {
      notes.add("CPUs " + noVhe + " have no VHE: the host kernel runs at EL1 and KVM is nVHE");
    }
    CpuSet noFgt = where(pe -> !pe.coreType().architecture().hasFineGrainedTraps());
    if (!noFgt.isEmpty()) {
      notes.add("CPUs " + noFgt + " have no FEAT_FGT: a partitioned PMU traps every access there");
    }
  }

  private void pmus() {
    if (host.pmus().isEmpty()) {
      notes.add("no CPU PMU described: no PMUv3 for guests");
      return;
    }
    CpuSet without = host.cpus().minus(union(host.pmus(), PmuUnit::cpus));
    if (!without.isEmpty()) {
      notes.add("CPUs " + without + " belong to no PMU: guest counters stand still there");
    }
    overlaps("PMU", host.pmus(), PmuUnit::cpus);
    for (PmuUnit pmu : host.pmus()) {
      if (coreTypesOf(pmu.cpus()) > 1) {
        notes.add("PMU %d covers unlike cores (CPUs %s)".formatted(pmu.index(), pmu.cpus()));
      }
    }
  }

  private void spus() {
    if (host.spus().isEmpty()) {
      notes.add("no SPE described: no statistical profiling for guests");
      return;
    }
    CpuSet without = host.cpus().minus(union(host.spus(), SpuUnit::cpus));
    if (!without.isEmpty()) {
      notes.add("CPUs " + without + " have no SPE: a vCPU with SPE cannot be entered there");
    }
    overlaps("SPU", host.spus(), SpuUnit::cpus);
    CpuSet noSpe = where(pe -> !pe.coreType().hasSpe());
    for (SpuUnit spu : host.spus()) {
      CpuSet doubtful = spu.cpus().and(noSpe);
      if (!doubtful.isEmpty()) {
        notes.add(
            "SPU %d claims CPUs %s, whose cores are not known to have SPE"
                .formatted(spu.index(), doubtful));
      }
    }
  }

  private <T> void overlaps(String what, List<T> units, Function<T, CpuSet> cpus) {
    CpuSet seen = CpuSet.empty();
    CpuSet twice = CpuSet.empty();
    for (T unit : units) {
      twice = twice.or(seen.and(cpus.apply(unit)));
      seen = seen.or(cpus.apply(unit));
    }
    if (!twice.isEmpty()) {
      notes.add("CPUs " + twice + " belong to more than one " + what);
    }
  }

  private static <T> CpuSet union(List<T> units, Function<T, CpuSet> cpus) {
    return units.stream().map(cpus).reduce(CpuSet.empty(), CpuSet::or);
  }

  private CpuSet where(Predicate<ProcessingElement> rule) {
    return CpuSet.of(host.pes().stream().filter(rule).mapToInt(ProcessingElement::index).toArray());
  }

  private long coreTypesOf(CpuSet cpus) {
    return cpus.stream().mapToObj(cpu -> host.pe(cpu).coreType()).distinct().count();
  }
}
