package io.interlock.hypervisor.kvm;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.timer.SystemCounter;
import io.interlock.hypervisor.identity.VmFeatures;
import io.interlock.hypervisor.identity.VmIdentity;
import io.interlock.hypervisor.pmu.uapi.Irqchip;
import io.interlock.hypervisor.pmu.uapi.PmuAttribute;
import io.interlock.hypervisor.pmu.uapi.PmuAttributes;
import io.interlock.hypervisor.pmu.uapi.PmuFeatures;
import io.interlock.hypervisor.pmu.uapi.PmuLifecycle;
import io.interlock.hypervisor.pmu.uapi.Reply;
import io.interlock.hypervisor.pmu.uapi.VmFacts;
import io.interlock.hypervisor.pmu.uapi.VmPmu;
import io.interlock.hypervisor.uapi.Errno;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.Vgic;
import io.interlock.hypervisor.vgic.device.GicCall;
import io.interlock.hypervisor.vgic.device.GicDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A VM and the calls that its user space makes. Each returns 0 or what the call returns, or the
/// negative number of the first error that applies.
///
/// vCPUs are named by their ids, and one that does not exist can be named only where KVM itself
/// answers that there is none; elsewhere it is a file descriptor that nobody has.
public final class KvmVm {
  /// Device types of `KVM_CREATE_DEVICE`.
  public static final int DEVICE_VGIC_V2 = 5;

  public static final int DEVICE_VGIC_V3 = 7;

  private static final int VCPUS_MAX = 512;

  private final KvmHost host;
  private final List<KvmVcpu> vcpus = new ArrayList<>();
  private final GuestSide guest = new GuestSide(this);
  private final Psci psci = new Psci(this);
  private final VcpuRegisters registers = new VcpuRegisters(this);
  private VmPmu pmu;
  private @Nullable GicDevice gic;
  private @Nullable VmIdentity identity;
  private boolean suspendsSystem;
  private boolean dead;
  private boolean hasRun;
  private long now;

  /// `KVM_CREATE_VM` on that host.
  public KvmVm(KvmHost host) {
    this.host = host;
    pmu = VmPmu.created(host.pmus(), VCPUS_MAX);
  }

  // vCPUs.

  /// `KVM_CREATE_VCPU`.
  public int createVcpu(int id) {
    if (id < 0 || id >= VCPUS_MAX) {
      return Errno.EINVAL.result();
    }
    GicDevice device = gic;
    if (device != null && device.vgic() != null) {
      return Errno.EBUSY.result();
    }
    if (find(id) != null) {
      return Errno.EEXIST.result();
    }
    int result = device == null ? 0 : device.addVcpu(id);
    if (result == 0) {
      vcpus.add(new KvmVcpu(id, vcpus.size()));
    }
    return result;
  }

  /// `KVM_ARM_VCPU_INIT`.
  ///
  /// @param executingCpu the CPU that executes the call, on which the default PMU depends
  public int initVcpu(int id, PmuFeatures features, boolean powerOff, int executingCpu) {
    KvmVcpu vcpu = vcpu(id);
    boolean again = vcpu.initialised();
    if (again && !features.equals(vcpu.features)) {
      return Errno.EINVAL.result();
    }
    if (!again) {
      Reply reply = PmuLifecycle.initialise(host.pmus(), pmu, features, executingCpu);
      if (reply.result() != 0) {
        return reply.result();
      }
      pmu = reply.vm();
      vcpu.features = features;
    }
    if (identity == null) {
      int monitors = features.pmuV3() ? host.pmus().guestVersion().idField() : 0;
      identity = VmIdentity.created(host.identity(), new VmFeatures(monitors, 0));
    }
    vcpu.pendingReset = null;
    vcpu.reset();
    vcpu.state = powerOff ? MpState.STOPPED : MpState.RUNNABLE;
    return 0;
  }

  /// `KVM_GET_MP_STATE`.
  public MpState mpState(int id) {
    return vcpu(id).state;
  }

  /// `KVM_SET_MP_STATE`.
  public void setMpState(int id, MpState state) {
    vcpu(id).state = state;
  }

  /// `KVM_ENABLE_CAP` of `KVM_CAP_ARM_SYSTEM_SUSPEND`: user space hears of SYSTEM_SUSPEND.
  public void enableSystemSuspend() {
    suspendsSystem = true;
  }

  /// A signal is sent to the thread of the vCPU.
  public void signal(int id) {
    vcpu(id).signalled = true;
  }

  /// `KVM_RUN`: how far the vCPU comes.
  ///
  /// @param immediateExit `kvm_run->immediate_exit` is set
  public RunOutcome run(int id, boolean immediateExit) {
    KvmVcpu vcpu = vcpu(id);
    int result = firstRun(vcpu);
    if (result != 0) {
      return new RunOutcome.Refused(result);
    }
    if (immediateExit || vcpu.signalled) {
      vcpu.signalled = false;
      return new RunOutcome.Refused(Errno.EINTR.result());
    }
    if (vcpu.isStopped()) {
      return new RunOutcome.Sleeps();
    }
    resetIfAsked(vcpu);
    if (vcpu.state == MpState.SUSPENDED) {
      return suspended(id);
    }
    return new RunOutcome.Runs();
  }

  /// `kvm_vcpu_suspend`: as WFI, and back to user space when that is over. The vCPU stays suspended
  /// until user space says otherwise.
  private RunOutcome suspended(int id) {
    boolean sleeps = !guest.hasGic();
    return sleeps || guest.waitForInterrupt(id, SystemCounter.NEVER) == SystemCounter.NEVER
        ? new RunOutcome.Sleeps()
        : new RunOutcome.WakesUp();
  }

  /// `kvm_arch_vcpu_run_pid_change`, with what only the first run does.
  int firstRun(KvmVcpu vcpu) {
    if (dead) {
      return Errno.EIO.result();
    }
    if (!vcpu.initialised()) {
      return Errno.ENOEXEC.result();
    }
    if (vcpu.hasRun) {
      return 0;
    }
    GicDevice device = gic;
    int result = device == null ? 0 : device.firstRun();
    if (result != 0) {
      dead = true;
      return result;
    }
    if (device == null || !device.isV3()) {
      identity = Objects.requireNonNull(identity).withoutGic();
    }
    result = PmuLifecycle.firstRun(host.pmus(), pmu, facts(), vcpu.index);
    if (result == 0) {
      vcpu.hasRun = true;
      hasRun = true;
      claimTimers(vcpu);
    }
    return result;
  }

  /// R5: what CPU_ON prepared is taken up before the vCPU enters its guest.
  static void resetIfAsked(KvmVcpu vcpu) {
    if (vcpu.pendingReset != null) {
      vcpu.reset();
    }
  }

  private void claimTimers(KvmVcpu vcpu) {
    Vgic vgic = vgic();
    if (vgic != null) {
      for (int intid : GuestSide.TIMERS) {
        vgic.cpu(vcpu.index).claim(intid, IrqOwner.TIMER);
        vgic.cpu(vcpu.index).map(intid, intid);
      }
    }
  }

  // Devices.

  /// `KVM_CREATE_DEVICE`.
  ///
  /// @param test `KVM_CREATE_DEVICE_TEST`: only say whether the type is known
  public int createDevice(int type, boolean test) {
    if (type != DEVICE_VGIC_V2 && type != DEVICE_VGIC_V3) {
      return Errno.ENODEV.result();
    }
    if (test) {
      return 0;
    }
    if (gic != null) {
      return Errno.EEXIST.result();
    }
    if (hasRun) {
      return Errno.EBUSY.result();
    }
    List<Integer> ids = vcpus.stream().map(vcpu -> vcpu.id).toList();
    gic = new GicDevice(type == DEVICE_VGIC_V3, host.ipaBits(), host.listRegisters(), ids);
    return 0;
  }

  /// The GIC, null until it is created.
  public @Nullable GicDevice gic() {
    return gic;
  }

  /// `KVM_SET_DEVICE_ATTR` of a vCPU, for its PMU.
  public int setMonitors(int id, PmuAttribute request) {
    Reply reply = new PmuAttributes(host.pmus(), facts()).set(pmu, vcpu(id).index, request);
    pmu = reply.vm();
    return reply.result();
  }

  /// `KVM_HAS_DEVICE_ATTR` of a vCPU, for its PMU.
  public int hasMonitors(int attribute) {
    return new PmuAttributes(host.pmus(), facts()).has(pmu, attribute);
  }

  /// `KVM_GET_DEVICE_ATTR` of a vCPU, for the interrupt of its PMU.
  public int monitorInterrupt(int id) {
    return new PmuAttributes(host.pmus(), facts()).irq(pmu, vcpu(id).index);
  }

  // Interrupts.

  /// `KVM_IRQ_LINE`. An interrupt that a device in the kernel owns stays as it is, and that is no
  /// error.
  public int irqLine(GicCall.IrqLine call) {
    KvmVcpu vcpu = find(call.vcpu());
    if (gic == null) {
      return call.errorWithoutGic(vcpu != null);
    }
    Vgic vgic = vgic();
    int error = call.error(vcpu != null, vgic == null ? 0 : vgic.interruptCount());
    if (error == 0 && vgic != null) {
      int index = vcpu == null ? 0 : vcpu.index;
      vgic.inject(index, call.intid(), call.level(), IrqOwner.USER_SPACE);
    }
    return error;
  }

  /// `KVM_IRQ_LINE` of a PPI.
  public int ppiLine(int id, int intid, boolean level) {
    return irqLine(new GicCall.IrqLine(GicCall.IrqLine.Input.PPI, id, intid, level));
  }

  /// `KVM_IRQ_LINE` of an SPI, and the edge of an eventfd that `KVM_IRQFD` ties to it.
  public int spiLine(int intid, boolean level) {
    return irqLine(new GicCall.IrqLine(GicCall.IrqLine.Input.SPI, 0, intid, level));
  }

  // What time does, and the other parts.

  /// Time passes.
  public void advance(long picos) {
    now += picos;
  }

  /// Picoseconds since the VM was made.
  public long now() {
    return now;
  }

  /// What the guests of the VM do.
  public GuestSide guest() {
    return guest;
  }

  /// Power of the vCPUs, as the guest asks for it.
  public Psci psci() {
    return psci;
  }

  /// The registers of the vCPUs, as user space reads and writes them.
  public VcpuRegisters registers() {
    return registers;
  }

  /// Whether a failed first run has killed the VM: every call returns -EIO.
  public boolean isDead() {
    return dead;
  }

  /// Whether there is a vCPU with that id.
  public boolean hasVcpu(int id) {
    return find(id) != null;
  }

  KvmHost host() {
    return host;
  }

  /// The ID registers, which there are once a vCPU is initialised.
  VmIdentity identity() {
    return Objects.requireNonNull(identity, "no vCPU is initialised");
  }

  void identity(VmIdentity changed) {
    identity = changed;
  }

  boolean hasRun() {
    return hasRun;
  }

  boolean suspendsSystem() {
    return suspendsSystem;
  }

  /// What the system counter shows.
  long physicalCount() {
    return host.counter().count(now);
  }

  List<KvmVcpu> vcpus() {
    return vcpus;
  }

  @Nullable Vgic vgic() {
    return gic == null ? null : gic.vgic();
  }

  KvmVcpu vcpu(int id) {
    return Objects.requireNonNull(find(id), () -> "no vCPU " + id);
  }

  @Nullable KvmVcpu find(int id) {
    return vcpus.stream().filter(vcpu -> vcpu.id == id).findFirst().orElse(null);
  }

  private VmFacts facts() {
    Irqchip irqchip = gic == null ? Irqchip.USER_SPACE : Irqchip.GIC_V3;
    int spis = gic == null ? 0 : gic.spis();
    Set<Integer> taken = Set.of(IntId.VIRTUAL_TIMER, IntId.PHYSICAL_TIMER);
    return new VmFacts(irqchip, vgic() != null, hasRun, spis, taken);
  }
}
