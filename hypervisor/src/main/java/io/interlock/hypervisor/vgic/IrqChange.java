package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.GicRegister;
import io.interlock.hardware.gic.IntId;

/// What is done to one interrupt, wherever it is: waiting, or on the list of a vCPU.
public sealed interface IrqChange {
  /// Nothing: somebody looks at it.
  record Look() implements IrqChange {}

  /// A guest writes its field of a register (`vgic-mmio.c`).
  record Field(GicRegister register, int field) implements IrqChange {}

  /// A guest routes it to the vCPU with that index, or to [VgicIrq#NO_VCPU]
  /// (`vgic_mmio_write_irouter`).
  record Route(int vcpu) implements IrqChange {}

  /// Its input changes (`kvm_vgic_inject_irq`).
  record Input(boolean level, IrqOwner by) implements IrqChange {}

  /// User space makes it this.
  record Restore(VgicIrq to) implements IrqChange {}

  /// The field of an ICFGR that means edge.
  int EDGE_FIELD = 0b10;

  /// The interrupt after that.
  default VgicIrq applied(VgicIrq irq) {
    return switch (this) {
      case Look() -> irq;
      case Field(GicRegister register, int field) -> written(irq, register, field);
      case Route(int vcpu) -> irq.withTarget(vcpu);
      case Input(boolean level, IrqOwner by) -> irq.accepts(level, by) ? irq.injected(level) : irq;
      case Restore(VgicIrq to) -> to;
    };
  }

  /// Whether the interrupt is then queued (`vgic_queue_irq_unlock`), which tells its vCPU if it can
  /// be delivered. All else reaches a guest that runs only with its next exit.
  default boolean queues(VgicIrq before) {
    return switch (this) {
      case Look(), Route _ -> false;
      case Restore _ -> true;
      case Input(boolean level, IrqOwner by) -> before.accepts(level, by);
      case Field(GicRegister register, int field) ->
          switch (register) {
            case IGROUPR -> true;
            case ISENABLER, ISPENDR, ISACTIVER -> (field & 1) != 0;
            case ICENABLER, ICPENDR, ICACTIVER, IPRIORITYR, ICFGR -> false;
          };
    };
  }

  /// The field that a guest reads.
  static int field(VgicIrq irq, GicRegister register) {
    return switch (register) {
      case IGROUPR -> bit(irq.group1());
      case ISENABLER, ICENABLER -> bit(irq.enabled());
      case ISPENDR, ICPENDR -> bit(irq.isPending());
      case ISACTIVER, ICACTIVER -> bit(irq.active());
      case IPRIORITYR -> irq.priority();
      case ICFGR -> irq.edge() ? EDGE_FIELD : 0;
    };
  }

  private static int bit(boolean set) {
    return set ? 1 : 0;
  }

  private static VgicIrq written(VgicIrq irq, GicRegister register, int field) {
    boolean set = (field & 1) != 0;
    return switch (register) {
      case IGROUPR -> irq.withGroup1(set);
      case ISENABLER -> set ? irq.withEnabled(true) : irq;
      case ICENABLER -> set ? irq.withEnabled(false) : irq;
      case ISPENDR -> set ? irq.withLatch(true) : irq;
      case ICPENDR -> set ? irq.withLatch(false) : irq;
      case ISACTIVER -> set ? irq.withActive(true) : irq;
      case ICACTIVER -> set ? irq.withActive(false) : irq;
      case IPRIORITYR -> irq.withPriority(field & 0xFF);
      // SGIs stay edge triggered, PPIs level triggered.
      case ICFGR -> IntId.isSpi(irq.intid()) ? irq.withEdge((field & EDGE_FIELD) != 0) : irq;
    };
  }
}
