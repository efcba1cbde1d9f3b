package io.interlock.hypervisor.vgic.device;

import static io.interlock.hypervisor.uapi.Errno.EBUSY;
import static io.interlock.hypervisor.uapi.Errno.EFAULT;
import static io.interlock.hypervisor.uapi.Errno.EINVAL;
import static io.interlock.hypervisor.uapi.Errno.ENXIO;

import io.interlock.hardware.gic.IchRegisterArray;
import io.interlock.hypervisor.uapi.UserInt;
import io.interlock.hypervisor.vgic.GuestRedistributor;
import io.interlock.hypervisor.vgic.Vgic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The GIC of a VM as a KVM device: groups of attributes by their numbers, each request carried out
/// or refused with the first error that applies (`vgic-kvm-device.c`).
///
/// A GICv2 is there only as far as it refuses what needs a vCPU; it cannot be initialised. Of the
/// ITS, of LPIs and of the groups that save them there is nothing.
public final class GicDevice {
  /// Groups of attributes (`KVM_DEV_ARM_VGIC_GRP_`).
  public static final int ADDR = 0;

  public static final int DIST_REGS = 1;
  public static final int CPU_REGS = 2;
  public static final int NR_IRQS = 3;
  public static final int CTRL = 4;
  public static final int REDIST_REGS = 5;
  public static final int CPU_SYSREGS = 6;
  public static final int LEVEL_INFO = 7;

  /// Attributes of the group [#ADDR] (`KVM_VGIC_V3_ADDR_TYPE_`).
  public static final int ADDR_DIST = 2;

  public static final int ADDR_REDIST = 3;
  public static final int ADDR_REDIST_REGION = 5;

  /// The attribute of the group [#CTRL] (`KVM_DEV_ARM_VGIC_CTRL_INIT`).
  public static final int CTRL_INIT = 0;

  /// Where the affinity of a vCPU stands in an attribute.
  public static final int AFFINITY_SHIFT = 32;

  // Where QEMU's machine "virt" has them.
  private static final long DISTRIBUTOR_BASE = 0x0800_0000L;
  private static final long REDISTRIBUTORS_BASE = 0x080A_0000L;

  private static final int INTERRUPTS_MIN = 64;
  private static final int INTERRUPTS_MAX = 1024;
  private static final int INTERRUPTS_DEFAULT = 256;
  private static final int INTERRUPTS_STEP = 32;

  private final boolean v3;
  private final GicFrames frames;
  private final int listRegisters;
  private final List<Integer> vcpuIds = new ArrayList<>();
  private final List<IchRegisterArray> interfaces = new ArrayList<>();
  private int interrupts;
  private boolean running;
  private @Nullable Vgic vgic;

  /// A device as `KVM_CREATE_DEVICE` makes it.
  ///
  /// @param v3 or else a GICv2
  /// @param ipaBits size of the guest's physical address space
  /// @param listRegisters how many the host has
  /// @param vcpuIds ids of the vCPUs that exist, in order of creation
  public GicDevice(boolean v3, int ipaBits, int listRegisters, List<Integer> vcpuIds) {
    this.v3 = v3;
    this.listRegisters = listRegisters;
    frames = new GicFrames(ipaBits);
    vcpuIds.forEach(this::addVcpu);
  }

  /// A GICv3 that user space has given so many interrupts, placed and initialised.
  public static GicDevice initialised(int ipaBits, int listRegisters, int vcpus, int interrupts) {
    List<Integer> ids = IntStream.range(0, vcpus).boxed().toList();
    var device = new GicDevice(true, ipaBits, listRegisters, ids);
    device.set(NR_IRQS, 0, UserInt.of(interrupts));
    device.set(ADDR, ADDR_DIST, UserInt.of(DISTRIBUTOR_BASE));
    device.set(ADDR, ADDR_REDIST, UserInt.of(REDISTRIBUTORS_BASE));
    device.set(CTRL, CTRL_INIT, new UserInt.Unreachable());
    return device;
  }

  /// Whether it is a GICv3, or else a GICv2.
  public boolean isV3() {
    return v3;
  }

  /// One more vCPU; -EBUSY once the GIC is initialised (`kvm_arch_vcpu_precreate`).
  public int addVcpu(int id) {
    int result = vgic != null ? EBUSY.result() : v3 ? frames.addVcpu() : 0;
    if (result == 0) {
      vcpuIds.add(id);
      interfaces.add(new IchRegisterArray(listRegisters));
    }
    return result;
  }

  /// The CPU interface of a vCPU while it is not in its guest.
  public IchRegisterArray cpuInterface(int vcpu) {
    return interfaces.get(vcpu);
  }

  /// The redistributor of a vCPU, whose vGIC must be initialised.
  public GuestRedistributor redistributor(int vcpu) {
    return registers(Objects.requireNonNull(vgic)).redistributor(vcpu);
  }

  /// The vGIC behind the device, null until it is initialised.
  public @Nullable Vgic vgic() {
    return vgic;
  }

  /// How many SPIs there are, or will be.
  public int spis() {
    return (interrupts == 0 ? INTERRUPTS_DEFAULT : interrupts) - 32;
  }

  /// Whether vCPUs are in `KVM_RUN`, so that their registers are out of reach.
  public void running(boolean now) {
    running = now;
  }

  /// `kvm_vgic_map_resources`, part of every first run: 0, or the error that kills the VM.
  public int firstRun() {
    int result = v3 ? frames.firstRun() : ENXIO.result();
    return result == 0 && vgic == null ? EBUSY.result() : result;
  }

  /// The affinity of a vCPU after reset (`reset_mpidr`): 16 vCPUs in each Aff1.
  public static long affinity(int id) {
    return (id & 0xF) | (id >> 4 & 0xFFL) << 8 | (id >> 12 & 0xFFL) << 16;
  }

  /// `KVM_HAS_DEVICE_ATTR`.
  public int has(int group, long attribute) {
    if (accessesRegisters(group)) {
      return v3 && group != CPU_REGS ? hasRegister(group, attribute) : refusedV2(group, attribute);
    }
    boolean known =
        switch (group) {
          case ADDR ->
              v3
                  ? attribute == ADDR_DIST
                      || attribute == ADDR_REDIST
                      || attribute == ADDR_REDIST_REGION
                  : attribute == 0 || attribute == 1;
          case NR_IRQS -> true;
          case CTRL -> attribute == CTRL_INIT;
          default -> false;
        };
    return known ? 0 : ENXIO.result();
  }

  /// `KVM_SET_DEVICE_ATTR`.
  public int set(int group, long attribute, UserInt value) {
    if (group == CTRL) {
      return attribute == CTRL_INIT && v3 ? initialise() : ENXIO.result();
    }
    if (accessesRegisters(group)) {
      return v3 && group != CPU_REGS
          ? setRegister(group, attribute, value)
          : refusedV2(group, attribute);
    }
    if (!(value instanceof UserInt.Of(long given))) {
      return known(group) ? EFAULT.result() : ENXIO.result();
    }
    return switch (group) {
      case ADDR -> setAddress(attribute, given);
      case NR_IRQS -> setInterrupts(given);
      default -> ENXIO.result();
    };
  }

  /// `KVM_GET_DEVICE_ATTR`: the value, or the negative number of an error. What is at `given` says
  /// which redistributor region is meant.
  public long get(int group, long attribute, long given) {
    if (accessesRegisters(group)) {
      return v3 && group != CPU_REGS ? register(group, attribute) : refusedV2(group, attribute);
    }
    return switch (group) {
      case ADDR -> address(attribute, given);
      case NR_IRQS -> spis() + 32L;
      default -> ENXIO.result();
    };
  }

  private static boolean known(int group) {
    return group == ADDR || group == NR_IRQS;
  }

  /// Whether the attributes of a group are registers, or lines.
  static boolean accessesRegisters(int group) {
    return group == DIST_REGS
        || group == CPU_REGS
        || group == REDIST_REGS
        || group == CPU_SYSREGS
        || group == LEVEL_INFO;
  }

  /// GICv2 registers belong to a vCPU by its index, and there is no more to be had of them.
  private int refusedV2(int group, long attribute) {
    boolean named = !v3 && (group == CPU_REGS || group == DIST_REGS);
    long vcpu = attribute >>> AFFINITY_SHIFT & 0xFF;
    return named && vcpu >= vcpuIds.size() ? EINVAL.result() : ENXIO.result();
  }

  private int setAddress(long attribute, long base) {
    if (!v3) {
      return ENXIO.result();
    }
    return switch ((int) attribute) {
      case ADDR_DIST -> frames.setDistributor(base);
      case ADDR_REDIST -> frames.setRedistributors(base);
      case ADDR_REDIST_REGION -> frames.setRegion(base);
      default -> ENXIO.result();
    };
  }

  private long address(long attribute, long given) {
    if (!v3) {
      return ENXIO.result();
    }
    return switch ((int) attribute) {
      case ADDR_DIST -> frames.distributor();
      case ADDR_REDIST -> frames.redistributors();
      case ADDR_REDIST_REGION -> frames.region(given);
      default -> ENXIO.result();
    };
  }

  private int setInterrupts(long count) {
    if (count < INTERRUPTS_MIN || count > INTERRUPTS_MAX || count % INTERRUPTS_STEP != 0) {
      return EINVAL.result();
    }
    if (interrupts != 0) {
      return EBUSY.result();
    }
    interrupts = (int) count;
    return 0;
  }

  /// `vgic_init`: once done, nothing happens.
  private int initialise() {
    if (vgic == null) {
      interrupts = spis() + 32;
      long[] affinities = vcpuIds.stream().mapToLong(GicDevice::affinity).toArray();
      vgic = new Vgic(affinities, spis());
    }
    return 0;
  }

  private int hasRegister(int group, long attribute) {
    int vcpu = group == DIST_REGS ? 0 : vcpuOf(attribute);
    if (vcpu == Vgic.NOBODY || vcpuIds.isEmpty()) {
      return EINVAL.result();
    }
    // Which registers there are is known before there is anything in them.
    Vgic empty = new Vgic(new long[] {0}, spis());
    return registers(empty).has(group, (int) attribute) ? 0 : ENXIO.result();
  }

  private int setRegister(int group, long attribute, UserInt value) {
    int vcpu = group == DIST_REGS ? 0 : vcpuOf(attribute);
    if (vcpu == Vgic.NOBODY || vcpuIds.isEmpty()) {
      return EINVAL.result();
    }
    if (!(value instanceof UserInt.Of(long given))) {
      return EFAULT.result();
    }
    Vgic bound = vgic;
    return running || bound == null
        ? EBUSY.result()
        : registers(bound).set(group, vcpu, (int) attribute, given);
  }

  private long register(int group, long attribute) {
    int vcpu = group == DIST_REGS ? 0 : vcpuOf(attribute);
    if (vcpu == Vgic.NOBODY || vcpuIds.isEmpty()) {
      return EINVAL.result();
    }
    Vgic bound = vgic;
    return running || bound == null
        ? EBUSY.result()
        : registers(bound).get(group, vcpu, (int) attribute);
  }

  private RegisterGroups registers(Vgic bound) {
    return new RegisterGroups(bound, vcpuIds, frames, interfaces);
  }

  private int vcpuOf(long attribute) {
    long packed = attribute >>> AFFINITY_SHIFT;
    for (int vcpu = 0; vcpu < vcpuIds.size(); vcpu++) {
      if (affinity(vcpuIds.get(vcpu)) == packed) {
        return vcpu;
      }
    }
    return Vgic.NOBODY;
  }
}
