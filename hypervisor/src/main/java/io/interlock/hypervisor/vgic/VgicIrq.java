package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.IntId;

/// One virtual interrupt as a value (`struct vgic_irq`): what a report shows, and what is handed
/// over when an SPI joins or leaves a vCPU's list.
///
/// @param intid of the guest
/// @param owner who may change its input
/// @param pintid physical INTID that it is mapped to, or [IntId#NONE]
/// @param edge trigger: edge, or level
/// @param lineLevel level of the input; only of meaning for a level interrupt
/// @param pendingLatch an edge was seen, or software made it pending
/// @param active the guest has taken it and not ended it
/// @param enabled by the guest
/// @param group1 group of the guest's GIC
/// @param priority 0 to 248 in steps of 8; lower is more urgent
/// @param targetVcpu vCPU that it is routed to, or [#NO_VCPU]
public record VgicIrq(
    int intid,
    IrqOwner owner,
    int pintid,
    boolean edge,
    boolean lineLevel,
    boolean pendingLatch,
    boolean active,
    boolean enabled,
    boolean group1,
    int priority,
    int targetVcpu) {

  /// No vCPU: the interrupt waits.
  public static final int NO_VCPU = -1;

  /// An SPI as a new VM has it: disabled, edge, group 1, routed to vCPU 0.
  public static VgicIrq initialSpi(int intid) {
    return new VgicIrq(
        intid, IrqOwner.USER_SPACE, IntId.NONE, true, false, false, false, false, true, 0, 0);
  }

  /// The same with another owner of its input.
  public VgicIrq withOwner(IrqOwner changed) {
    return new VgicIrq(
        intid,
        changed,
        pintid,
        edge,
        lineLevel,
        pendingLatch,
        active,
        enabled,
        group1,
        priority,
        targetVcpu);
  }

  /// `irq_is_pending`.
  public boolean isPending() {
    return pendingLatch || (!edge && lineLevel);
  }

  public boolean isMapped() {
    return pintid != IntId.NONE;
  }

  /// `vgic_validate_injection`: the right owner, and for an edge a rising one, for a level a
  /// change.
  public boolean accepts(boolean level, IrqOwner by) {
    return owner == by && (edge ? level : level != lineLevel);
  }

  /// The interrupt after an injection that it [#accepts].
  public VgicIrq injected(boolean level) {
    return edge ? withLatch(true) : withLine(level);
  }

  /// The interrupt with another trigger.
  public VgicIrq withEdge(boolean changed) {
    return with(changed, lineLevel, pendingLatch, active, enabled, group1, priority, targetVcpu);
  }

  /// The interrupt with another level of its input, whoever owns it.
  public VgicIrq withLine(boolean changed) {
    return with(edge, changed, pendingLatch, active, enabled, group1, priority, targetVcpu);
  }

  /// The interrupt made pending by software, or no longer so.
  public VgicIrq withLatch(boolean changed) {
    return with(edge, lineLevel, changed, active, enabled, group1, priority, targetVcpu);
  }

  /// The interrupt taken, or ended.
  public VgicIrq withActive(boolean changed) {
    return with(edge, lineLevel, pendingLatch, changed, enabled, group1, priority, targetVcpu);
  }

  /// The interrupt enabled or disabled.
  public VgicIrq withEnabled(boolean changed) {
    return with(edge, lineLevel, pendingLatch, active, changed, group1, priority, targetVcpu);
  }

  /// The interrupt in another group.
  public VgicIrq withGroup1(boolean changed) {
    return with(edge, lineLevel, pendingLatch, active, enabled, changed, priority, targetVcpu);
  }

  /// The interrupt with another priority, of which KVM keeps the upper five bits.
  public VgicIrq withPriority(int changed) {
    int kept = changed & IrqBank.PRIORITY_MASK;
    return with(edge, lineLevel, pendingLatch, active, enabled, group1, kept, targetVcpu);
  }

  /// The interrupt routed elsewhere.
  public VgicIrq withTarget(int changed) {
    return with(edge, lineLevel, pendingLatch, active, enabled, group1, priority, changed);
  }

  private VgicIrq with(
      boolean newEdge,
      boolean newLine,
      boolean newLatch,
      boolean newActive,
      boolean newEnabled,
      boolean newGroup1,
      int newPriority,
      int newTarget) {
    return new VgicIrq(
        intid,
        owner,
        pintid,
        newEdge,
        newLine,
        newLatch,
        newActive,
        newEnabled,
        newGroup1,
        newPriority,
        newTarget);
  }

  /// `vgic_target_oracle`: on whose list the interrupt belongs, or [#NO_VCPU]. An active one stays
  /// where it is; a pending one goes to its target.
  ///
  /// @param residentVcpu on whose list it is now, or [#NO_VCPU]
  public int oracle(int residentVcpu, boolean distributorEnabled) {
    if (active) {
      return residentVcpu != NO_VCPU ? residentVcpu : targetVcpu;
    }
    return enabled && isPending() && distributorEnabled ? targetVcpu : NO_VCPU;
  }
}
