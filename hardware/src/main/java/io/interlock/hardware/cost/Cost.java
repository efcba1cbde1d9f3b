package io.interlock.hardware.cost;

import java.util.Locale;

/// Something that takes time, with the picoseconds it takes on a big core at 2.5 GHz with VHE and
/// GICv3.
///
/// Costs add up: what a person measures is a sum. A trapped access handled in the kernel is
/// [#GUEST_EXIT] + [#TRAPPED_REGISTER] + [#GUEST_ENTRY] = 450 ns, and an exit to user space takes
/// 1.7 µs in the same way, both as kvm-unit-tests' micro-benchmarks average them on machines of
/// that class. How a sum is split, and what is marked *recalled* or *assumed*, is this model's
/// choice.
public enum Cost {
  /// From the guest into KVM.
  GUEST_EXIT(150_000, Scale.WORLD_SWITCH),
  /// From KVM into the guest.
  GUEST_ENTRY(150_000, Scale.WORLD_SWITCH),
  /// Handling one trapped register access or GIC access in the kernel, beside exit and entry.
  TRAPPED_REGISTER(150_000, Scale.CORE),
  /// A register access of the guest that does not trap.
  UNTRAPPED_REGISTER(10_000, Scale.CORE),
  /// The guest's end of interrupt, which the virtual CPU interface takes without a trap.
  VIRTUAL_EOI(14_000, Scale.CORE),
  /// Back to user space and into `KVM_RUN` again, with the put and the load that this takes, beside
  /// exit and entry.
  USER_ROUND_TRIP(1_400_000, Scale.CORE),
  /// From a private interrupt's acknowledgement to the host's handler (recalled).
  PHYSICAL_INTERRUPT(150_000, Scale.CORE),
  /// From sending a reschedule IPI to the exit of the guest that it hits.
  RESCHEDULE_IPI(800_000, Scale.CORE),
  /// The host's handler of an interrupt that is a guest's: it finds the vCPU and puts the interrupt
  /// on its list. What is left of the 900 ns from a timer's expiry to the guest's handler.
  INTERRUPT_FORWARD(400_000, Scale.CORE),
  /// `vcpu_load` without the registers it moves.
  VCPU_LOAD(1_000_000, Scale.CORE),
  /// `vcpu_put` without the registers it moves.
  VCPU_PUT(1_000_000, Scale.CORE),
  /// One register saved or restored (assumed, 10 to 20 ns).
  REGISTER_MOVE(15_000, Scale.CORE),
  /// Making, releasing, starting or stopping one perf event, and giving the counters out anew
  /// (assumed).
  PERF_EVENT(700_000, Scale.CORE),
  /// From one thread to the next on a CPU (assumed).
  CONTEXT_SWITCH(1_500_000, Scale.CORE),
  /// What a thread pays on top when it comes from another CPU (recalled as a sum of 3 to 5 µs).
  MIGRATION(2_500_000, Scale.CORE),
  /// A message between a CPU and its redistributor (assumed, as all wires).
  WIRE_REDISTRIBUTOR(20_000, Scale.WIRE),
  /// Between redistributors of one cluster.
  WIRE_SAME_CLUSTER(40_000, Scale.WIRE),
  /// Between redistributors of different clusters.
  WIRE_OTHER_CLUSTER(100_000, Scale.WIRE),
  /// Between the distributor and a redistributor.
  WIRE_DISTRIBUTOR(60_000, Scale.WIRE),
  /// From an SPU to the redistributor of the CPU it profiles.
  WIRE_SPU(20_000, Scale.WIRE);

  /// What a cost depends on.
  enum Scale {
    /// On the core's speed.
    CORE,
    /// On the core's speed, and on whether it has VHE.
    WORLD_SWITCH,
    /// On the interconnect alone.
    WIRE
  }

  private final long defaultPicos;
  private final Scale scale;

  Cost(long defaultPicos, Scale scale) {
    this.defaultPicos = defaultPicos;
    this.scale = scale;
  }

  /// Picoseconds on the core that the table was made for.
  public long defaultPicos() {
    return defaultPicos;
  }

  Scale scale() {
    return scale;
  }

  /// Its name in scenario files: `guest-exit`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
