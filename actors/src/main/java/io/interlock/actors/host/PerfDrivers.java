package io.interlock.actors.host;

import akka.actor.typed.ActorRef;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hardware.topology.PmuUnit;
import io.interlock.hardware.topology.SpuUnit;

/// The host's PMU and SPE drivers: what they found, as `/sys/bus/event_source/devices` shows it,
/// and what KVM knows of all VMs' SPE.
///
/// The SPE driver gives each SPU that it has probed to KVM (`kvm_host_spe_init`), and enables its
/// interrupt at the GIC. Each message is handled as if under `arm_spus_lock`.
public final class PerfDrivers {
  /// The first number that perf gives to a PMU without a fixed one (`PERF_TYPE_MAX`).
  public static final int FIRST_DYNAMIC_TYPE = 6;

  private PerfDrivers() {}

  /// The number by which perf and KVM know a PMU of the device tree, its `type` in sysfs. PMUs are
  /// the first to be registered.
  public static int typeOf(PmuUnit pmu) {
    return FIRST_DYNAMIC_TYPE + pmu.index();
  }

  /// The name of a PMU of the device tree in sysfs.
  public static String nameOf(PmuUnit pmu) {
    return "armv8_pmuv3_" + pmu.index();
  }

  /// One device of the event source bus.
  ///
  /// @param type the number that user space gives to KVM to choose it
  public record EventSource(String name, int type, CpuSet cpumask) {}

  /// What the drivers understand.
  public sealed interface Command {
    /// An SPU of the device tree is there.
    record Probe(ActorRef<Spu.Command> spu) implements Command {}

    /// What an SPU says of itself.
    record Identified(SpuUnit unit) implements Command {}

    /// Alarm: `modprobe arm_spe_pmu`.
    record Load() implements Command {}

    /// Alarm: `rmmod arm_spe_pmu`.
    record Unload() implements Command, OfScenario {}

    /// User space reads sysfs. Drivers that are built in have probed before it runs.
    record Look(ActorRef<Vmm.Command> replyTo) implements Command {}

    /// KVM goes through the SPUs that are registered (`arm_spus`).
    record ListSpus(ActorRef<VirtualMachine.Command> replyTo) implements Command {}

    /// A VM uses one of them from now on.
    record Use(int type) implements Command {}

    /// A VM is about to run, for which these bits of PMBLIMITR_EL1 are RES0. As patch 25/35 was
    /// posted, they become RES0 for all VMs (`pmblimitr_el1_res0_mask`).
    record AddLimitBits(long res0, ActorRef<VirtualMachine.Command> vm) implements Command {}
  }
}
