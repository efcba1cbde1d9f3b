package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.SgiRequest;
import java.util.Arrays;
import java.util.List;

/// The vGIC of a whole VM: those of its vCPUs, and its SPIs, each of which is on the list of one
/// vCPU or waits here.
///
/// What tells a vCPU of a change (the request IRQ_PENDING and a kick) is left to the caller, who
/// learns from the result whom to tell. The object is mutable and belongs to one owner.
public final class Vgic {
  /// In place of a vCPU: nobody has to be told.
  public static final int NOBODY = VgicIrq.NO_VCPU;

  private final long[] affinities;
  private final VgicCpu[] cpus;

  /// By INTID from 32 on: those that wait here, and on whose list the others are.
  private final VgicIrq[] waiting;

  private final int[] lists;
  private boolean enabled;

  /// A VM's vGIC after `KVM_DEV_ARM_VGIC_CTRL_INIT`.
  ///
  /// @param affinities of the vCPUs by index
  /// @param spis how many, a multiple of 32
  public Vgic(long[] affinities, int spis) {
    this.affinities = affinities.clone();
    cpus = new VgicCpu[affinities.length];
    Arrays.setAll(cpus, VgicCpu::new);
    waiting = new VgicIrq[spis];
    Arrays.setAll(waiting, n -> VgicIrq.initialSpi(IntId.SPI_MIN + n));
    lists = new int[spis];
    Arrays.fill(lists, NOBODY);
  }

  /// The vGIC of one vCPU.
  public VgicCpu cpu(int vcpu) {
    return cpus[vcpu];
  }

  /// How many vCPUs there are.
  public int cpuCount() {
    return cpus.length;
  }

  /// How many interrupts there are, SGIs and PPIs included.
  public int interruptCount() {
    return IntId.PRIVATE_COUNT + waiting.length;
  }

  /// The affinity of a vCPU.
  public long affinity(int vcpu) {
    return affinities[vcpu];
  }

  /// The vCPU with that affinity, or [#NOBODY] (`kvm_mpidr_to_vcpu`).
  public int vcpuAt(long affinity) {
    for (int vcpu = 0; vcpu < affinities.length; vcpu++) {
      if (affinities[vcpu] == affinity) {
        return vcpu;
      }
    }
    return NOBODY;
  }

  /// Whether the guest has switched the distributor on.
  public boolean isEnabled() {
    return enabled;
  }

  /// The guest switches the distributor on or off. What became pending while it was off comes to a
  /// list with its next change.
  public void enable(boolean on) {
    enabled = on;
    for (VgicCpu cpu : cpus) {
      cpu.distributor(on, 0);
    }
  }

  /// An SGI or PPI of that vCPU, or an SPI of the VM.
  public VgicIrq irq(int vcpu, int intid) {
    int keeper = keeper(vcpu, intid);
    return keeper == NOBODY ? waiting[intid - IntId.SPI_MIN] : cpus[keeper].irq(intid);
  }

  /// User space restores an SPI that is on no list; nobody looks at it before the next [#queue].
  public void restore(VgicIrq spi) {
    put(NOBODY, spi);
  }

  /// Puts an interrupt into another state; nobody looks at it before the next [#queue].
  void put(int vcpu, VgicIrq irq) {
    int keeper = keeper(vcpu, irq.intid());
    if (keeper == NOBODY) {
      waiting[irq.intid() - IntId.SPI_MIN] = irq;
    } else {
      cpus[keeper].replace(irq);
    }
  }

  /// `kvm_vgic_inject_irq`: the input of an interrupt changes. Returns the vCPU to tell, or
  /// [#NOBODY].
  public int inject(int vcpu, int intid, boolean level, IrqOwner by) {
    VgicIrq irq = irq(vcpu, intid);
    if (!irq.accepts(level, by)) {
      return NOBODY;
    }
    put(vcpu, irq.injected(level));
    return queue(vcpu, intid);
  }

  /// User space restores the level of an input, whoever owns it. Returns the vCPU to tell, or
  /// [#NOBODY].
  public int restoreLine(int vcpu, int intid, boolean level) {
    put(vcpu, irq(vcpu, intid).withLine(level));
    return level ? queue(vcpu, intid) : NOBODY;
  }

  /// `vgic_queue_irq_unlock`: brings the interrupt to the list on which it belongs, if it is on
  /// none. Returns the vCPU to tell, or [#NOBODY].
  public int queue(int vcpu, int intid) {
    int keeper = keeper(vcpu, intid);
    if (keeper != NOBODY) {
      boolean attention = cpus[keeper].queue(intid);
      return attention ? cpus[keeper].irq(intid).oracle(keeper, enabled) : NOBODY;
    }
    VgicIrq irq = waiting[intid - IntId.SPI_MIN];
    int target = irq.oracle(NOBODY, enabled);
    if (target == NOBODY || !cpus[target].adopt(irq)) {
      return NOBODY;
    }
    lists[intid - IntId.SPI_MIN] = target;
    return target;
  }

  /// `vgic_v3_dispatch_sgi`: a guest writes ICC_SGI1R_EL1. Returns the vCPUs to tell.
  public int[] dispatch(int sender, SgiRequest request) {
    return Arrays.stream(SgiDispatch.targets(request, sender, affinities))
        .filter(target -> cpus[target].receiveSgi(request.intid(), true))
        .toArray();
  }

  /// `kvm_vgic_sync_hwstate` of one vCPU, and the way of the SPIs that it no longer keeps. Returns
  /// the level triggered SPIs that the guest ended.
  public List<Integer> sync(int vcpu, List<ListRegister> registers, PhysicalIrqs physical) {
    Synced synced = cpus[vcpu].sync(registers, physical);
    for (VgicIrq irq : synced.leaving()) {
      int n = irq.intid() - IntId.SPI_MIN;
      waiting[n] = irq;
      lists[n] = NOBODY;
      queue(vcpu, irq.intid());
    }
    return synced.ended();
  }

  /// Who has the interrupt: for an SPI the vCPU on whose list it is, or [#NOBODY].
  private int keeper(int vcpu, int intid) {
    return IntId.isPrivate(intid) ? vcpu : lists[intid - IntId.SPI_MIN];
  }
}
