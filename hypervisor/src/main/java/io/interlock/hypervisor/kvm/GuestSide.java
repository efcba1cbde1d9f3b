package io.interlock.hypervisor.kvm;

import io.interlock.hardware.gic.GroupZero;
import io.interlock.hardware.gic.IchHcr;
import io.interlock.hardware.gic.IchRegisterArray;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.SgiRequest;
import io.interlock.hardware.gic.VirtualCpuInterface;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.vgic.Flush;
import io.interlock.hypervisor.vgic.GuestDistributor;
import io.interlock.hypervisor.vgic.GuestRedistributor;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.PhysicalIrqs;
import io.interlock.hypervisor.vgic.Vgic;
import io.interlock.hypervisor.vgic.device.CpuInterfaceRegister;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// What the guests of a VM do with their GIC and their timers, one access at a time: each enters
/// the guest with what the vGIC has for it, does the one thing, and leaves.
///
/// Between two accesses all state is KVM's. What depends on not leaving is for whole hosts to show.
public final class GuestSide {
  static final List<Integer> TIMERS = List.of(IntId.VIRTUAL_TIMER, IntId.PHYSICAL_TIMER);

  private final KvmVm vm;

  GuestSide(KvmVm vm) {
    this.vm = vm;
  }

  /// Whether the VM has a GIC in the kernel.
  public boolean hasGic() {
    return vm.vgic() != null;
  }

  /// Whether the guest can use the system registers of a GIC; else each access is UNDEFINED.
  public boolean hasCpuInterface() {
    return hasGic() && vm.identity().hasGic();
  }

  /// An ID register.
  public long read(SysReg register) {
    return vm.identity().read(register);
  }

  /// ICC_IAR1_EL1: takes an interrupt, or gets [IntId#SPURIOUS].
  public int acknowledge(int id) {
    return inGuest(id, VirtualCpuInterface::acknowledge);
  }

  /// ICC_EOIR1_EL1.
  public void endOfInterrupt(int id, int intid) {
    inGuest(id, cpu -> cpu.endOfInterrupt(intid));
  }

  /// ICC_DIR_EL1.
  public void deactivate(int id, int intid) {
    inGuest(id, cpu -> cpu.deactivate(intid));
  }

  /// ICC_RPR_EL1.
  public int runningPriority(int id) {
    return inGuest(id, VirtualCpuInterface::runningPriority);
  }

  /// ICC_SGI1R_EL1.
  public void sendSgi(int id, SgiRequest request) {
    vgic().dispatch(vm.vcpu(id).index, request);
  }

  /// One of the registers that hold state.
  public long read(int id, CpuInterfaceRegister register) {
    return register.read(registers(vm.vcpu(id)));
  }

  /// One of the registers that hold state.
  public void write(int id, CpuInterfaceRegister register, long value) {
    register.write(registers(vm.vcpu(id)), value);
  }

  /// One of the registers that hold nothing.
  public long readEmpty(int id, SysReg register) {
    IchRegisterArray registers = registers(vm.vcpu(id));
    return inGuest(id, _ -> GroupZero.read(register, registers));
  }

  /// A register of one of the timers, or its counter.
  public long read(int id, TimerRegister register) {
    return register.read(vm.vcpu(id).timer(register.intid()), vm.physicalCount());
  }

  /// A register of one of the timers. User space, and it alone, can write the counter.
  public void write(int id, TimerRegister register, long value) {
    register.write(vm.vcpu(id).timer(register.intid()), value, vm.physicalCount());
  }

  /// The 32-bit word at an offset of the distributor.
  public int readDistributor(int offset) {
    return new GuestDistributor(vgic()).read(offset);
  }

  /// The 32-bit word at an offset of the distributor.
  public void writeDistributor(int offset, int value) {
    new GuestDistributor(vgic()).write(offset, value);
  }

  /// The 32-bit word at an offset of the redistributor of `owner`.
  public int readRedistributor(int owner, int offset) {
    KvmVcpu vcpu = vm.vcpu(owner);
    updateTimers(vcpu);
    return redistributor(vcpu).read(vgic().cpu(vcpu.index), offset, lines(vcpu));
  }

  /// The 32-bit word at an offset of the redistributor of `owner`.
  public void writeRedistributor(int owner, int offset, int value) {
    KvmVcpu vcpu = vm.vcpu(owner);
    redistributor(vcpu).write(vgic().cpu(vcpu.index), offset, value, lines(vcpu));
  }

  /// What a test's guest does that waits for interrupts: takes each that it can have, quietens its
  /// source if that is a timer, and ends it. Returns the INTIDs as they came, the last of them
  /// twice if its source is not quiet.
  public List<Integer> handleAll(int id) {
    List<Integer> taken = new ArrayList<>();
    boolean dropsOnly = (read(id, CpuInterfaceRegister.ICC_CTLR_EL1) & 2) != 0;
    while (true) {
      int intid = acknowledge(id);
      if (intid == IntId.SPURIOUS) {
        return taken;
      }
      boolean again = taken.contains(intid);
      taken.add(intid);
      if (TIMERS.contains(intid)) {
        vm.vcpu(id).timer(intid).mask();
      }
      endOfInterrupt(id, intid);
      if (dropsOnly) {
        deactivate(id, intid);
      }
      if (again) {
        return taken;
      }
    }
  }

  /// WFI, or WFIT with a deadline: sleeps until something is pending, a timer fires or the deadline
  /// has come. Returns how long it slept, or [SystemCounter#NEVER] if nothing will ever wake it.
  ///
  /// @param deadline when the sleep ends at the latest, or [SystemCounter#NEVER]
  public long waitForInterrupt(int id, long deadline) {
    KvmVcpu vcpu = vm.vcpu(id);
    long start = vm.now();
    while (!wakes(vcpu) && vm.now() < deadline) {
      long next = Math.min(deadline, nextExpiry(vcpu));
      if (next == SystemCounter.NEVER) {
        return SystemCounter.NEVER;
      }
      vm.advance(next - vm.now());
    }
    return vm.now() - start;
  }

  private boolean wakes(KvmVcpu vcpu) {
    updateTimers(vcpu);
    long mask = CpuInterfaceRegister.ICC_PMR_EL1.read(registers(vcpu));
    return vgic().cpu(vcpu.index).pendingIrq((int) mask);
  }

  /// A timer that has fired and does not wake the vCPU fires no more.
  private long nextExpiry(KvmVcpu vcpu) {
    long next = SystemCounter.NEVER;
    for (int intid : TIMERS) {
      long expiry = vcpu.timer(intid).expiryPicos(vm.host().counter(), vm.now());
      next = expiry > vm.now() ? Math.min(next, expiry) : next;
    }
    return next;
  }

  private <T> T inGuest(int id, Function<VirtualCpuInterface, T> access) {
    KvmVcpu vcpu = vm.vcpu(id);
    updateTimers(vcpu);
    IchRegisterArray registers = registers(vcpu);
    enter(vgic().cpu(vcpu.index).flush(registers.listRegisterCount()), registers);
    T result = access.apply(new VirtualCpuInterface(registers));
    List<ListRegister> left = new ArrayList<>();
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      left.add(ListRegister.decode(registers.lr(n)));
      registers.writeLr(n, 0);
    }
    vgic().sync(vcpu.index, left, lines(vcpu));
    return result;
  }

  private static void enter(Flush flush, IchRegisterArray registers) {
    for (int n = 0; n < flush.registers().size(); n++) {
      registers.writeLr(n, flush.registers().get(n).encode());
    }
    registers.writeHcr(IchHcr.EN | (flush.underflow() ? IchHcr.UIE : 0));
  }

  /// `kvm_timer_vcpu_load`: the timers' outputs as they are now.
  private void updateTimers(KvmVcpu vcpu) {
    for (int intid : TIMERS) {
      boolean level = vcpu.timer(intid).line(vm.physicalCount());
      vgic().inject(vcpu.index, intid, level, IrqOwner.TIMER);
    }
  }

  private PhysicalIrqs lines(KvmVcpu vcpu) {
    return new TimerLines(vcpu, vm.physicalCount());
  }

  private Vgic vgic() {
    return Objects.requireNonNull(vm.vgic(), "the VM has no GIC");
  }

  private GuestRedistributor redistributor(KvmVcpu vcpu) {
    return gic().redistributor(vcpu.index);
  }

  private IchRegisterArray registers(KvmVcpu vcpu) {
    return gic().cpuInterface(vcpu.index);
  }

  private GicDevice gic() {
    return Objects.requireNonNull(vm.gic(), "the VM has no GIC");
  }

  /// The physical side of the two timers. Their active state is set anew at each load, so nothing
  /// of it is kept.
  private record TimerLines(KvmVcpu vcpu, long physicalCount) implements PhysicalIrqs {
    @Override
    public boolean isLineHigh(int pintid) {
      return vcpu.timer(pintid).line(physicalCount);
    }

    @Override
    public void setActive(int pintid, boolean active) {}

    @Override
    public void clearPending(int pintid) {}
  }
}
