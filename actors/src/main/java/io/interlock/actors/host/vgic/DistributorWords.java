package io.interlock.actors.host.vgic;

import io.interlock.actors.host.SharedInterrupts;
import io.interlock.actors.host.VcpuRedistributor;
import io.interlock.engine.Copyable;
import io.interlock.engine.Sim;
import io.interlock.hardware.gic.Affinity;
import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;
import io.interlock.hypervisor.vgic.FrameRegister;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.IrqChange;
import io.interlock.hypervisor.vgic.VgicIrq;

/// The frame of a VM's distributor as its guest reads and writes it, while the interrupts that a
/// word is about are in several places.
final class DistributorWords implements Copyable<DistributorWords> {
  private static final int AFF2_TO_AFF0 = 0xFF_FFFF;

  private final transient int interrupts;
  private final transient int vcpus;
  private final SpiPlaces places;

  /// What has come together of the word that is being read.
  private int word;

  /// @param interrupts how many the VM has, SGIs and PPIs included
  DistributorWords(int interrupts, int vcpus, SpiPlaces places) {
    this.interrupts = interrupts;
    this.vcpus = vcpus;
    this.places = places;
  }

  @Override
  public DistributorWords copy() {
    DistributorWords copy = new DistributorWords(interrupts, vcpus, places.copy());
    copy.word = word;
    return copy;
  }

  SpiPlaces places() {
    return places;
  }

  /// The word that was read, once all is settled.
  long word() {
    return Integer.toUnsignedLong(word);
  }

  void write(Sim<SharedInterrupts.Command> sim, FrameRegister register, long value) {
    GicRegister perInterrupt = register.perInterrupt();
    if (register.isRouter()) {
      route(sim, register, (int) value);
    } else if (perInterrupt != null) {
      forEach(
          register,
          perInterrupt,
          (intid, shift) -> {
            int field = (int) (value >>> shift);
            if (!perInterrupt.isSetByOnes() || (field & 1) != 0) {
              VgicIrq _ = places.change(sim, intid, new IrqChange.Field(perInterrupt, field));
            }
          });
    } else if (GuestDistributor.isControl(register.offset())) {
      places.enable(sim, GuestDistributor.enables(value));
    }
  }

  /// Who has the interrupt keeps it until its next sync, and nobody is told. The upper word of the
  /// affinity is ignored.
  private void route(Sim<SharedInterrupts.Command> sim, FrameRegister register, int affinity) {
    int target = VgicIrq.NO_VCPU;
    for (int vcpu = 0; vcpu < vcpus; vcpu++) {
      boolean meant =
          Affinity.packed(VcpuRedistributor.affinity(vcpu)) == (affinity & AFF2_TO_AFF0);
      target = meant ? vcpu : target;
    }
    int intid = register.firstIntId();
    VgicIrq here = places.change(sim, intid, new IrqChange.Route(target));
    if (here == null) {
      places.route(intid, target);
    }
  }

  void read(Sim<SharedInterrupts.Command> sim, FrameRegister register) {
    GicRegister perInterrupt = register.perInterrupt();
    word = 0;
    if (register.isRouter()) {
      int target = places.get(register.firstIntId()).targetVcpu();
      word = target == VgicIrq.NO_VCPU ? 0 : Affinity.packed(VcpuRedistributor.affinity(target));
    } else if (perInterrupt == null) {
      word = GuestDistributor.header(register.offset(), places.isEnabled(), interrupts);
    } else {
      forEach(
          register,
          perInterrupt,
          (intid, _) -> {
            VgicIrq here = places.change(sim, intid, new IrqChange.Look());
            if (here != null) {
              collect(register, here);
            }
          });
    }
  }

  /// An interrupt's part of the word that is being read.
  void collect(FrameRegister register, VgicIrq irq) {
    GicRegister perInterrupt = register.perInterrupt();
    if (perInterrupt != null) {
      int place = (irq.intid() - register.firstIntId()) * perInterrupt.bitsPerInterrupt();
      word |= IrqChange.field(irq, perInterrupt) << place;
    }
  }

  /// The word was read elsewhere: in the redistributor of a vCPU.
  void read(int there) {
    word = there;
  }

  /// Each interrupt of a word that the VM has, and where it is in the word. The words of SGIs and
  /// PPIs are in the redistributors.
  private void forEach(FrameRegister register, GicRegister perInterrupt, InWord action) {
    int first = register.firstIntId();
    for (int i = 0; i < perInterrupt.interruptsPerWord(); i++) {
      if (IntId.isSpi(first + i) && first + i < interrupts) {
        action.accept(first + i, i * perInterrupt.bitsPerInterrupt());
      }
    }
  }

  /// An interrupt and its place in a word.
  private interface InWord {
    void accept(int intid, int shift);
  }
}
