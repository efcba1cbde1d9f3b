package io.interlock.actors.host;

import io.interlock.actors.fact.Fact;
import io.interlock.actors.fact.VcpuId;
import io.interlock.engine.Sim;
import io.interlock.engine.trace.Mix;
import io.interlock.engine.trace.StableHashed;
import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.topology.CpuSet;
import io.interlock.hypervisor.guest.GuestCode;
import io.interlock.hypervisor.vcpu.MpState;
import io.interlock.hypervisor.vgic.IrqOwner;
import io.interlock.hypervisor.vgic.VgicIrq;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One virtual machine as its VMM will make it.
///
/// @param vm number on the host, from 0
/// @param supported the CPUs that KVM will let its vCPUs run on, as after SET_PMU
/// @param repins whether the VMM answers a failed entry with a narrower affinity, rather than with
///     the end of the vCPU
/// @param profiling the SPE that it has, or null
/// @param registers what user space gives each vCPU before it runs (KVM_SET_ONE_REG)
/// @param pmu what it asks for, so that the VM has a PMU
/// @param gic how its guest finds its GIC, and what interrupts by SPIs
/// @param machine what its guests find
public record VmPlan(
    int vm,
    String name,
    CpuSet supported,
    boolean repins,
    Map<SysReg, Long> registers,
    PmuPlan pmu,
    @Nullable VmProfiling profiling,
    List<VcpuPlan> vcpus,
    GicPlan gic,
    GuestMachine machine)
    implements StableHashed {
  /// `VGIC_NR_IRQS_LEGACY`.
  public static final int INTERRUPTS = 256;

  /// Keeps copies, the registers in the order of the table.
  public VmPlan {
    var sorted = new TreeMap<SysReg, Long>(Comparator.comparingInt(SysReg::slot));
    sorted.putAll(registers);
    registers = Collections.unmodifiableMap(sorted);
    vcpus = List.copyOf(vcpus);
  }

  /// The devices that interrupt it by SPIs.
  public List<VmDevice> devices() {
    return gic.devices();
  }

  /// Whether anybody has to do with the GIC's distributor: a device, or a guest's program.
  public boolean usesDistributor() {
    return !devices().isEmpty()
        || !monitorSpis().isEmpty()
        || vcpus.stream().anyMatch(vcpu -> vcpu.code().usesDistributor());
  }

  /// The SPIs by which PMUs interrupt, by vCPU.
  private Map<Integer, Integer> monitorSpis() {
    Map<Integer, Integer> spis = new TreeMap<>();
    for (VcpuPlan vcpu : vcpus) {
      int spi = pmu.spiOf(vcpu.id().index());
      if (spi != IntId.NONE) {
        spis.put(vcpu.id().index(), spi);
      }
    }
    return spis;
  }

  /// SPIs that are not as KVM makes them when guests begin.
  public List<VgicIrq> initialSpis() {
    List<VgicIrq> spis = new ArrayList<>();
    devices().forEach(device -> spis.add(device.spi(gic.isSetUp())));
    monitorSpis()
        .forEach(
            (vcpu, intid) -> {
              VgicIrq made = VgicIrq.initialSpi(intid).withOwner(IrqOwner.PMU);
              spis.add(gic.isSetUp() ? GicPlan.setUp(made, false, vcpu) : made);
            });
    return spis;
  }

  /// Who may change the input of an SPI.
  public IrqOwner ownerOf(int intid) {
    return initialSpis().stream()
        .filter(irq -> irq.intid() == intid)
        .map(VgicIrq::owner)
        .findFirst()
        .orElse(IrqOwner.USER_SPACE);
  }

  /// States how guests find the GIC that begin now.
  ///
  /// @param anew whether they have begun before
  public void stateGic(Sim<?> sim, boolean anew) {
    if (sim.observed(Fact.GicBegins.class)) {
      sim.state(new Fact.GicBegins(vm, Fact.GicBegins.DISTRIBUTOR, gic.isSetUp(), anew));
    }
    if (sim.observed(Fact.DeviceAttached.class)) {
      devices().forEach(device -> sim.state(new Fact.DeviceAttached(vm, device.intid())));
    }
    if (sim.observed()) {
      monitorSpis().values().forEach(spi -> sim.state(new Fact.MonitorSpi(vm, spi)));
    }
  }

  /// How many interrupts its GIC has (KVM_DEV_ARM_VGIC_GRP_NR_IRQS): as many as KVM gives by
  /// itself, or as its devices need.
  public int interrupts() {
    List<Integer> spis = new ArrayList<>(monitorSpis().values());
    devices().forEach(device -> spis.add(device.intid()));
    return interrupts(spis);
  }

  /// As the other, of a VM whose devices have these SPIs.
  public static int interrupts(List<Integer> spis) {
    int last = spis.stream().mapToInt(Integer::intValue).max().orElse(0);
    return Math.max(INTERRUPTS, (last / 32 + 1) * 32);
  }

  /// A virtual machine with the PMU that the host gives without being asked.
  public VmPlan(
      int vm,
      String name,
      CpuSet supported,
      boolean repins,
      Map<SysReg, Long> registers,
      List<VcpuPlan> vcpus) {
    this(vm, name, supported, repins, registers, PmuPlan.OF_HOST, vcpus);
  }

  /// A virtual machine without SPE.
  public VmPlan(
      int vm,
      String name,
      CpuSet supported,
      boolean repins,
      Map<SysReg, Long> registers,
      PmuPlan pmu,
      List<VcpuPlan> vcpus) {
    this(
        vm,
        name,
        supported,
        repins,
        registers,
        pmu,
        null,
        vcpus,
        GicPlan.SET_UP,
        GuestMachine.USUAL);
  }

  /// The same with SPE.
  public VmPlan with(@Nullable VmProfiling wanted) {
    return new VmPlan(vm, name, supported, repins, registers, pmu, wanted, vcpus, gic, machine);
  }

  /// The same with another machine.
  public VmPlan with(GuestMachine other) {
    return new VmPlan(vm, name, supported, repins, registers, pmu, profiling, vcpus, gic, other);
  }

  /// A virtual machine whose vCPUs start with the registers of reset.
  public VmPlan(int vm, String name, CpuSet supported, boolean repins, List<VcpuPlan> vcpus) {
    this(vm, name, supported, repins, Map.of(), vcpus);
  }

  /// Whether a vCPU that has turned itself off may be turned on again: by its guests, which do so,
  /// or because some begin so. If not, its VMM ends its thread.
  public boolean turnsOn() {
    return vcpus.stream().anyMatch(vcpu -> vcpu.startsOff() || vcpu.code().turnsOn());
  }

  /// A virtual machine has one plan, which never changes; its name is enough.
  @Override
  public long stableHash() {
    return Mix.text(name);
  }

  /// One vCPU.
  ///
  /// @param affinity where its VMM lets its thread run
  /// @param weight of the thread's nice level
  /// @param code what its guest does
  /// @param restored what it was on another host, null where it begins
  /// @param startsOff whether user space makes it with KVM_ARM_VCPU_POWER_OFF
  public record VcpuPlan(
      VcpuId id,
      CpuSet affinity,
      int weight,
      GuestCode code,
      @Nullable VcpuState restored,
      boolean startsOff) {
    /// A vCPU that begins.
    public VcpuPlan(VcpuId id, CpuSet affinity, int weight, GuestCode code) {
      this(id, affinity, weight, code, null, false);
    }

    /// The power that it begins with here.
    public MpState begins() {
      if (restored != null) {
        return restored.power();
      }
      return startsOff ? MpState.STOPPED : MpState.RUNNABLE;
    }
  }
}
