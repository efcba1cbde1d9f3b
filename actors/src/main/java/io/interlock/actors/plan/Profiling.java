package io.interlock.actors.plan;

import io.interlock.actors.host.VmProfiling;
import io.interlock.actors.host.plan.HostProfiling;
import io.interlock.actors.host.plan.HostSession;
import io.interlock.actors.scenario.HostSpec;
import io.interlock.actors.scenario.Scenario;
import io.interlock.actors.scenario.SpeSpec;
import io.interlock.actors.scenario.VmSpec;
import io.interlock.hardware.topology.HostTopology;
import io.interlock.hardware.topology.SpuModel;
import io.interlock.hardware.topology.SpuUnit;
import io.interlock.hypervisor.guest.BuiltInProgram;
import io.interlock.hypervisor.spe.PageRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a scenario says of SPE, for the actors.
final class Profiling {
  private Profiling() {}

  /// Whether a VM on the host has SPE.
  static boolean isWanted(Scenario scenario, HostSpec host) {
    return scenario.vmsOn(host).stream().anyMatch(vm -> vm.spe() != null);
  }

  /// The topology with SPUs of the kinds that the scenario names.
  static HostTopology topology(Scenario scenario, HostSpec host, HostTopology described) {
    SpeSpec spe = host.spe();
    if (spe == null || spe.units().isEmpty()) {
      return described;
    }
    if (spe.units().size() > described.spus().size()) {
      throw scenario.refuse(
          host.path("spe.units"),
          "%d kinds of SPUs on host %s".formatted(spe.units().size(), described.name()),
          "at most " + described.spus().size() + ", as many as it has");
    }
    List<SpuUnit> units = new ArrayList<>(described.spus());
    for (int i = 0; i < spe.units().size(); i++) {
      SpuUnit unit = units.get(i);
      units.set(i, new SpuUnit(unit.index(), unit.intid(), unit.cpus(), model(spe.units().get(i))));
    }
    return described.withSpus(units);
  }

  private static SpuModel model(SpeSpec.Unit kind) {
    return switch (kind) {
      case USUAL -> SpuModel.USUAL;
      case UNUSUAL -> SpuModel.UNUSUAL;
    };
  }

  /// SPE for guests needs a VHE host with an SPU, and a guest that profiles needs SPE.
  static void check(Scenario scenario, HostSpec host, HostTopology topology, boolean vhe) {
    SpeSpec spe = host.spe();
    if (spe != null && spe.session() != null && (!vhe || topology.spus().isEmpty())) {
      throw scenario.refuse(
          host.path("spe.record"),
          "host %s samples itself and has %s".formatted(topology.name(), vhe ? "no SPU" : "no VHE"),
          "hosts with VHE and an SPU");
    }
    String profiling = BuiltInProgram.PERF_RECORD.title();
    for (VmSpec vm : scenario.vmsOn(host)) {
      if (vm.spe() != null && (!vhe || topology.spus().isEmpty())) {
        throw scenario.refuse(
            vm.path("spe"),
            "SPE on host %s, %s"
                .formatted(topology.name(), vhe ? "which has no SPU" : "whose cores have no VHE"),
            "hosts with VHE and an SPU");
      }
      if (vm.spe() == null && vm.guest().program().name().equals(profiling)) {
        throw scenario.refuse(vm.path("guest"), profiling + " without SPE", "spe {} beside it");
      }
    }
  }

  /// How the host gives it to guests.
  static HostProfiling ofHost(HostSpec host) {
    SpeSpec spe = host.spe();
    return spe == null
        ? HostProfiling.USUAL
        : new HostProfiling(
            switch (spe.driver()) {
              case COUNTED -> HostProfiling.Driver.COUNTED;
              case UNCOUNTED -> HostProfiling.Driver.UNCOUNTED;
              case KVM_ALONE -> HostProfiling.Driver.KVM_ALONE;
            },
            spe.loadAtPicos(),
            spe.unloadAtPicos(),
            spe.queuedRecords(),
            switch (spe.review()) {
              case CORRECTED -> HostProfiling.Review.CORRECTED;
              case POSTED -> HostProfiling.Review.POSTED;
              case POSTED_WITH_COPY -> HostProfiling.Review.POSTED_WITH_COPY;
            },
            spe.pinning(),
            spe.memlockBytes(),
            spe.notifiers() == SpeSpec.Notifiers.HONOURED,
            session(spe.session()),
            spe.blackoutPicosMax());
  }

  private static @Nullable HostSession session(SpeSpec.@Nullable Session record) {
    if (record == null) {
      return null;
    }
    long until = record.forPicos() < 0 ? HostSession.NEVER : record.fromPicos() + record.forPicos();
    return new HostSession(
        record.fromPicos(),
        until,
        record.period(),
        record.bufferPages() * (int) PageRange.PAGE_BYTES);
  }

  /// What the VMM asks for.
  static @Nullable VmProfiling ofVm(VmSpec vm) {
    SpeSpec.OfVm spe = vm.spe();
    return spe == null
        ? null
        : new VmProfiling(
            spe.irq(),
            spe.choices(),
            spe.bufferBytesMax(),
            spe.runsEarly(),
            spe.raisesLimit(),
            spe.perfmonCapable());
  }
}
