package io.interlock.hardware.gic;

/// The virtual CPU interface of a PE: what a guest's accesses to its ICC registers of group 1 do to
/// list registers and active priorities, and which lines follow from them.
///
/// It keeps nothing itself; all state is in the [IchRegisters]. Rules as in KVM's emulation of the
/// same interface (`hyp/vgic-v3-sr.c`: `__vgic_v3_read_iar`, `__vgic_v3_write_eoir`,
/// `__vgic_v3_write_dir`), except that EOIcount is counted by EOIR only with EOImode 0: the
/// architecture counts ends that would have deactivated, and with EOImode 1 that is DIR.
public final class VirtualCpuInterface {
  private static final int NO_LR = -1;

  private final IchRegisters registers;

  public VirtualCpuInterface(IchRegisters registers) {
    this.registers = registers;
  }

  /// Guest read of ICC_IAR1_EL1: takes the most urgent deliverable interrupt, or returns
  /// [IntId#SPURIOUS]. An LPI has no active state and leaves its list register.
  public int acknowledge() {
    int n = deliverable();
    if (n == NO_LR) {
      return IntId.SPURIOUS;
    }
    long lr = registers.lr(n);
    int vintid = ListRegister.vintid(lr);
    long taken = lr & ~ListRegister.PENDING_BIT;
    registers.writeLr(n, IntId.isLpi(vintid) ? taken : taken | ListRegister.ACTIVE_BIT);
    registers.writeAp1r(
        Priorities.raise(registers.ap1r(), ListRegister.priority(lr), binaryPoint()));
    return vintid;
  }

  /// Guest write of ICC_EOIR1_EL1: drops the running priority and, with EOImode 0, deactivates.
  /// Returns the physical INTID to deactivate, or [IntId#NONE].
  public int endOfInterrupt(int vintid) {
    if (!IntId.isInterrupt(vintid)) {
      return IntId.NONE;
    }
    int dropped = Priorities.running(registers.ap1r());
    registers.writeAp1r(Priorities.drop(registers.ap1r()));
    if (eoiDropsOnly() || IntId.isLpi(vintid)) {
      return IntId.NONE;
    }
    int n = findActive(vintid);
    if (n == NO_LR) {
      countEnd();
      return IntId.NONE;
    }
    long lr = registers.lr(n);
    int expected = Priorities.groupPriority(ListRegister.priority(lr), binaryPoint());
    // A guest that ends interrupts out of order keeps them active.
    return ListRegister.isGroup1(lr) && expected == dropped ? deactivateLr(n) : IntId.NONE;
  }

  /// Guest write of ICC_DIR_EL1: with EOImode 1 deactivates, else does nothing. Returns the
  /// physical INTID to deactivate, or [IntId#NONE].
  public int deactivate(int vintid) {
    if (!eoiDropsOnly() || !IntId.isInterrupt(vintid) || IntId.isLpi(vintid)) {
      return IntId.NONE;
    }
    int n = findActive(vintid);
    if (n == NO_LR) {
      countEnd();
      return IntId.NONE;
    }
    return deactivateLr(n);
  }

  /// Whether the virtual IRQ line is asserted.
  public boolean virtualIrqPending() {
    return (registers.hcr() & IchHcr.EN) != 0 && deliverable() != NO_LR;
  }

  /// Running priority of the guest (ICC_RPR_EL1), 0xFF when idle.
  public int runningPriority() {
    return Priorities.running(registers.ap1r());
  }

  /// Guest read of ICC_HPPIR1_EL1: the most urgent pending interrupt, whether or not the priority
  /// mask and what is active let it through, or [IntId#SPURIOUS].
  public int highestPending() {
    int n = mostUrgentPending();
    boolean ofGroup1 = n != NO_LR && ListRegister.isGroup1(registers.lr(n));
    return ofGroup1 ? ListRegister.vintid(registers.lr(n)) : IntId.SPURIOUS;
  }

  /// ICH_EISR_EL2: list registers whose interrupt with EOI bit has ended.
  public int ended() {
    int mask = 0;
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      mask |= ListRegister.isEnded(registers.lr(n)) ? 1 << n : 0;
    }
    return mask;
  }

  /// ICH_ELRSR_EL2: list registers that are free.
  public int free() {
    int mask = 0;
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      mask |= ListRegister.isFree(registers.lr(n)) ? 1 << n : 0;
    }
    return mask;
  }

  /// ICH_MISR_EL2, see [IchMisr].
  public int maintenanceStatus() {
    long hcr = registers.hcr();
    int inUse = 0;
    boolean anyPending = false;
    boolean anyEnded = false;
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      long lr = registers.lr(n);
      LrState state = ListRegister.state(lr);
      inUse += state == LrState.INACTIVE ? 0 : 1;
      anyPending |= state == LrState.PENDING;
      anyEnded |= ListRegister.isEnded(lr);
    }
    return (anyEnded ? IchMisr.EOI : 0)
        | reason(hcr, IchHcr.UIE, inUse <= 1, IchMisr.U)
        | reason(hcr, IchHcr.LRENPIE, IchHcr.eoiCount(hcr) != 0, IchMisr.LRENP)
        | reason(hcr, IchHcr.NPIE, !anyPending, IchMisr.NP)
        | groupReasons(hcr, registers.vmcr());
  }

  /// Whether the maintenance interrupt (PPI 25) is asserted.
  public boolean maintenanceIrq() {
    return (registers.hcr() & IchHcr.EN) != 0 && maintenanceStatus() != 0;
  }

  private static int groupReasons(long hcr, long vmcr) {
    boolean group0 = (vmcr & IchVmcr.VENG0) != 0;
    boolean group1 = (vmcr & IchVmcr.VENG1) != 0;
    return reason(hcr, IchHcr.VGRP0EIE, group0, IchMisr.VGRP0E)
        | reason(hcr, IchHcr.VGRP0DIE, !group0, IchMisr.VGRP0D)
        | reason(hcr, IchHcr.VGRP1EIE, group1, IchMisr.VGRP1E)
        | reason(hcr, IchHcr.VGRP1DIE, !group1, IchMisr.VGRP1D);
  }

  private static int reason(long hcr, long enable, boolean condition, int bit) {
    return (hcr & enable) != 0 && condition ? bit : 0;
  }

  /// The list register that an acknowledge would take. A group 0 interrupt that is enabled and more
  /// urgent stands in the way: it must be taken as FIQ first.
  private int deliverable() {
    int n = mostUrgentPending();
    if (n == NO_LR) {
      return NO_LR;
    }
    long lr = registers.lr(n);
    int mask = IchVmcr.priorityMask(registers.vmcr());
    return ListRegister.isGroup1(lr)
            && Priorities.deliverable(
                ListRegister.priority(lr), mask, binaryPoint(), registers.ap1r())
        ? n
        : NO_LR;
  }

  private int mostUrgentPending() {
    long vmcr = registers.vmcr();
    int best = NO_LR;
    int bestPriority = 0x100;
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      long lr = registers.lr(n);
      long groupEnable = ListRegister.isGroup1(lr) ? IchVmcr.VENG1 : IchVmcr.VENG0;
      if (ListRegister.state(lr) == LrState.PENDING
          && (vmcr & groupEnable) != 0
          && ListRegister.priority(lr) < bestPriority) {
        best = n;
        bestPriority = ListRegister.priority(lr);
      }
    }
    return best;
  }

  private int findActive(int vintid) {
    for (int n = 0; n < registers.listRegisterCount(); n++) {
      long lr = registers.lr(n);
      if (ListRegister.vintid(lr) == vintid && (lr & ListRegister.ACTIVE_BIT) != 0) {
        return n;
      }
    }
    return NO_LR;
  }

  private int deactivateLr(int n) {
    long lr = registers.lr(n);
    registers.writeLr(n, lr & ~ListRegister.ACTIVE_BIT);
    return ListRegister.pintid(lr);
  }

  private void countEnd() {
    long hcr = registers.hcr();
    registers.writeHcr(IchHcr.withEoiCount(hcr, IchHcr.eoiCount(hcr) + 1));
  }

  private int binaryPoint() {
    // Hardware with 5 priority bits cannot split below its own minimum.
    return Math.max(IchVmcr.effectiveBinaryPoint1(registers.vmcr()), Priorities.BPR1_MIN);
  }

  private boolean eoiDropsOnly() {
    return (registers.vmcr() & IchVmcr.VEOIM) != 0;
  }
}
