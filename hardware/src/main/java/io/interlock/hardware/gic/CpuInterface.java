package io.interlock.hardware.gic;

import io.interlock.hardware.gic.GicStream.Clear;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.GicStream.Quiesce;
import io.interlock.hardware.gic.GicStream.QuiesceAcknowledge;
import io.interlock.hardware.gic.GicStream.Release;
import io.interlock.hardware.gic.GicStream.Set;
import io.interlock.hardware.gic.GicStream.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The physical CPU interface of one PE: the ICC registers of group 1, and the pending interrupts
/// that the redistributor (SGIs, PPIs) and the distributor (SPIs) have signalled.
///
/// Each of the two senders has one place here; a new [Set] displaces what the place held. Group 0
/// interrupts may be held but are signalled as FIQ and cannot be acknowledged through ICC_IAR1_EL1.
/// The object is mutable and belongs to one owner; [#copy()] makes an independent one.
public final class CpuInterface {
  private @Nullable Set privateInterrupt;
  private @Nullable Set sharedInterrupt;
  private int priorityMask;
  private int binaryPoint = Priorities.BPR1_MIN;
  private int activePriorities;
  private boolean group1Enabled;
  private boolean eoiDropsOnly;

  /// An independent CPU interface in the same state.
  public CpuInterface copy() {
    var copy = new CpuInterface();
    copy.privateInterrupt = privateInterrupt;
    copy.sharedInterrupt = sharedInterrupt;
    copy.priorityMask = priorityMask;
    copy.binaryPoint = binaryPoint;
    copy.activePriorities = activePriorities;
    copy.group1Enabled = group1Enabled;
    copy.eoiDropsOnly = eoiDropsOnly;
    return copy;
  }

  /// A message of the redistributor or the distributor. Returns the answers; [Release] goes to the
  /// sender of the interrupt that it names.
  public List<Upstream> receive(Downstream message) {
    return switch (message) {
      case Set set -> hold(set);
      case Clear(int intid) -> giveBack(intid);
      case Quiesce() -> quiesce();
    };
  }

  /// Read of ICC_IAR1_EL1: takes the most urgent deliverable interrupt, or returns
  /// [IntId#SPURIOUS]. For a taken interrupt the owner must send [GicStream.Activate].
  ///
  /// The interrupt becomes active where its state is kept only when that message arrives; an edge
  /// that comes before merges with the one that was taken. Software therefore puts a DSB between
  /// this read and its first look at the device, and whoever models that DSB waits for the arrival.
  public int acknowledge() {
    Set taken = deliverable();
    if (taken == null) {
      return IntId.SPURIOUS;
    }
    activePriorities = Priorities.raise(activePriorities, taken.priority(), binaryPoint);
    forget(taken);
    return taken.intid();
  }

  /// Write of ICC_EOIR1_EL1: drops the running priority. Returns whether the owner must send
  /// [GicStream.Deactivate], which is so with EOImode 0.
  public boolean endOfInterrupt(int intid) {
    if (!IntId.isInterrupt(intid)) {
      return false;
    }
    activePriorities = Priorities.drop(activePriorities);
    return !eoiDropsOnly && !IntId.isLpi(intid);
  }

  /// Write of ICC_DIR_EL1. Returns whether the owner must send [GicStream.Deactivate], which is so
  /// with EOImode 1.
  public boolean deactivate(int intid) {
    return eoiDropsOnly && IntId.isInterrupt(intid) && !IntId.isLpi(intid);
  }

  /// Whether the IRQ input of the PE is asserted.
  public boolean signalsIrq() {
    return deliverable() != null;
  }

  /// INTID that ICC_HPPIR1_EL1 shows: the most urgent pending one, whatever masks it.
  public int highestPending() {
    Set candidate = candidate();
    return candidate == null ? IntId.SPURIOUS : candidate.intid();
  }

  /// ICC_RPR_EL1; 0xFF when idle.
  public int runningPriority() {
    return Priorities.running(activePriorities);
  }

  /// ICC_PMR_EL1.
  public int priorityMask() {
    return priorityMask;
  }

  public void writePriorityMask(int value) {
    priorityMask = value & InterruptBank.PRIORITY_MASK;
  }

  /// ICC_BPR1_EL1.
  public int binaryPoint() {
    return binaryPoint;
  }

  /// Writes ICC_BPR1_EL1; a value below the smallest supported one (3) becomes that.
  public void writeBinaryPoint(int value) {
    binaryPoint = Math.max(value & 7, Priorities.BPR1_MIN);
  }

  /// ICC_AP1R0_EL1.
  public int activePriorities() {
    return activePriorities;
  }

  public void writeActivePriorities(int value) {
    activePriorities = value;
  }

  /// ICC_IGRPEN1_EL1.Enable.
  public boolean group1Enabled() {
    return group1Enabled;
  }

  public void writeGroup1Enabled(boolean enable) {
    group1Enabled = enable;
  }

  /// ICC_CTLR_EL1.EOImode: true if the end of an interrupt only drops the priority.
  public boolean eoiDropsOnly() {
    return eoiDropsOnly;
  }

  public void writeEoiDropsOnly(boolean mode) {
    eoiDropsOnly = mode;
  }

  private @Nullable Set deliverable() {
    Set best = candidate();
    return best != null
            && Priorities.deliverable(best.priority(), priorityMask, binaryPoint, activePriorities)
        ? best
        : null;
  }

  private @Nullable Set candidate() {
    if (!group1Enabled) {
      return null;
    }
    Set first = group1(privateInterrupt);
    Set second = group1(sharedInterrupt);
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    // At equal priority the lower INTID goes first, and every private one is lower.
    return second.priority() < first.priority() ? second : first;
  }

  private static @Nullable Set group1(@Nullable Set held) {
    return held != null && held.group1() ? held : null;
  }

  private List<Upstream> hold(Set set) {
    Set displaced;
    if (IntId.isPrivate(set.intid())) {
      displaced = privateInterrupt;
      privateInterrupt = set;
    } else {
      displaced = sharedInterrupt;
      sharedInterrupt = set;
    }
    return displaced == null ? List.of() : List.of(new Release(displaced.intid()));
  }

  private List<Upstream> giveBack(int intid) {
    Set held = IntId.isPrivate(intid) ? privateInterrupt : sharedInterrupt;
    if (held == null || held.intid() != intid) {
      // Activated or displaced before the message arrived; that was its answer.
      return List.of();
    }
    forget(held);
    return List.of(new Release(intid));
  }

  private List<Upstream> quiesce() {
    var answers = new ArrayList<Upstream>(3);
    if (privateInterrupt != null) {
      answers.add(new Release(privateInterrupt.intid()));
    }
    if (sharedInterrupt != null) {
      answers.add(new Release(sharedInterrupt.intid()));
    }
    privateInterrupt = null;
    sharedInterrupt = null;
    answers.add(new QuiesceAcknowledge());
    return answers;
  }

  private void forget(Set set) {
    if (IntId.isPrivate(set.intid())) {
      privateInterrupt = null;
    } else {
      sharedInterrupt = null;
    }
  }
}
