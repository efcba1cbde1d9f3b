package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hardware.pmu.CommonEvents;
import io.interlock.hardware.pmu.PmuEvent;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.uapi.Errno;

/// The registers by which a guest and user space recognise a VM's PMU: PMCR_EL0.N, PMMIR_EL1 and
/// PMCEID.
public final class PmuIdentity {
  private static final SysReg CONTROL = SysReg.named("PMCR_EL0");
  private static final RegisterField N = CONTROL.field("N");
  private static final RegisterField SLOTS = SysReg.named("PMMIR_EL1").field("SLOTS");
  private static final int IN_ONE_RUN = 32;
  private static final int EXTENDED = 0x4000;

  /// KVM offers these in any case, and for the first it needs no hardware.
  private static final CommonEvents ALWAYS = CommonEvents.of(PmuEvent.SW_INCR, PmuEvent.CHAIN);

  private static final CommonEvents STALLED_SLOTS =
      CommonEvents.of(
          PmuEvent.STALL_SLOT, PmuEvent.STALL_SLOT_FRONTEND, PmuEvent.STALL_SLOT_BACKEND);

  private final PmuHost host;
  private final boolean hasRun;

  /// The registers of a VM that has run, or has not.
  public PmuIdentity(PmuHost host, boolean hasRun) {
    this.host = host;
    this.hasRun = hasRun;
  }

  /// What the guest reads from PMCR_EL0.
  ///
  /// @param control the bits that the vCPU has in it
  public static long control(VmPmu vm, long control) {
    return N.with(control, vm.counters());
  }

  /// User space writes PMCR_EL0 (`set_pmcr`). A number of counters that cannot be is ignored, and
  /// so is any in a strict VM, which has an attribute for it.
  public VmPmu setControl(VmPmu vm, long value) {
    int counters = (int) N.get(value);
    boolean possible = counters >= vm.countersMin() && counters <= vm.countersMax();
    boolean taken = !vm.isStrict() && !hasRun && possible;
    return taken ? vm.withCounters(counters) : vm;
  }

  /// Whether user space finds PMMIR_EL1 in the list of registers.
  public boolean listsMachine(VmPmu vm) {
    return host.uapi().hasStrict() && vm.hasPmu();
  }

  /// What the guest, and user space where it is listed, reads from PMMIR_EL1.
  public static long machine(VmPmu vm) {
    return SLOTS.place(vm.slots());
  }

  /// User space writes PMMIR_EL1 (`set_pmmir`). It can take the slots away, and change nothing
  /// else.
  public Reply setMachine(VmPmu vm, long value) {
    if (!listsMachine(vm)) {
      return Reply.refused(vm, Errno.ENOENT);
    }
    boolean same = value == machine(vm);
    if ((value & ~SLOTS.mask()) != 0) {
      return Reply.refused(vm, Errno.EINVAL);
    }
    if (hasRun) {
      return same ? Reply.done(vm) : Reply.refused(vm, Errno.EBUSY);
    }
    return same || value == 0
        ? Reply.done(vm.withSlots((int) value))
        : Reply.refused(vm, Errno.EINVAL);
  }

  /// Whether a write of PMMIR_EL1 is UNDEFINED in the guest; before, it was ignored.
  public boolean machineWriteIsUndefined() {
    return host.uapi().hasStrict();
  }

  /// The events of PMCEID0_EL0 and PMCEID1_EL0 in the guest (`kvm_pmu_get_pmceid`). Events of slots
  /// make no sense to a guest that does not know how many there are.
  ///
  /// @param core those of the PMU behind it; for Linux 6.12 of the core that reads
  public CommonEvents events(VmPmu vm, CommonEvents core) {
    CommonEvents offered = core.and(ALWAYS);
    long hidden = vm.isStrict() ? 0 : STALLED_SLOTS.pmceid1();
    EventFilter filter = vm.filter();
    long first = filter == null ? -1 : allowed(filter, 0);
    long second = filter == null ? -1 : allowed(filter, IN_ONE_RUN);
    return new CommonEvents(offered.pmceid0() & first, offered.pmceid1() & ~hidden & second);
  }

  /// The second halves need event numbers of 16 bits.
  private long allowed(EventFilter filter, int from) {
    boolean extended = host.guestVersion().eventMask() >= EXTENDED;
    long bits = 0;
    for (int i = 0; i < IN_ONE_RUN; i++) {
      bits |= filter.allows(from + i) ? 1L << i : 0;
      bits |= extended && filter.allows(EXTENDED + from + i) ? 1L << (IN_ONE_RUN + i) : 0;
    }
    return bits;
  }
}
