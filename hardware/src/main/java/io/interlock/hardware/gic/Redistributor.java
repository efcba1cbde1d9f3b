package io.interlock.hardware.gic;

import io.interlock.hardware.gic.GicStream.Activate;
import io.interlock.hardware.gic.GicStream.Deactivate;
import io.interlock.hardware.gic.GicStream.Downstream;
import io.interlock.hardware.gic.GicStream.GenerateSgi;
import io.interlock.hardware.gic.GicStream.Quiesce;
import io.interlock.hardware.gic.GicStream.QuiesceAcknowledge;
import io.interlock.hardware.gic.GicStream.Release;
import io.interlock.hardware.gic.GicStream.Upstream;
import java.util.List;

/// The redistributor of one PE: state of its SGIs and PPIs and what of it is signalled to the CPU
/// interface.
///
/// Every input method returns the messages that the CPU interface must now receive, in order.
/// The object is mutable and belongs to one owner; [#copy()] makes an independent one.
public final class Redistributor {
  /// Distance of the SGI_base frame from RD_base.
  public static final int SGI_BASE = 0x1_0000;

  private static final List<Downstream> NOTHING = List.of();

  private static final int IIDR = 0x0004;
  private static final int TYPER_LOW = 0x0008;
  private static final int TYPER_HIGH = 0x000C;
  private static final int WAKER = 0x0014;
  private static final int IMPLEMENTER_ARM = 0x43B;
  private static final int WAKER_PROCESSOR_SLEEP = 1 << 1;
  private static final int WAKER_CHILDREN_ASLEEP = 1 << 2;
  private static final int SGIS = 0x0000_FFFF;

  private final int number;
  private final long affinity;
  private final boolean last;
  private final InterruptBank bank;
  private final StreamPort port;

  // As after reset: asleep, and nothing forwarded until the distributor says so.
  private boolean processorSleep = true;
  private boolean childrenAsleep = true;
  private boolean forwardsGroup0;
  private boolean forwardsGroup1;

  /// @param number processor number, 0 to 65535, as in GICR_TYPER
  /// @param affinity of the PE, in [Affinity] layout
  /// @param last whether this is the last redistributor of its contiguous region
  public Redistributor(int number, long affinity, boolean last) {
    this(number, affinity, last, new InterruptBank(SGIS, ~SGIS), new StreamPort());
  }

  private Redistributor(
      int number, long affinity, boolean last, InterruptBank bank, StreamPort port) {
    this.number = number;
    this.affinity = affinity;
    this.last = last;
    this.bank = bank;
    this.port = port;
  }

  /// An independent redistributor in the same state.
  public Redistributor copy() {
    var copy = new Redistributor(number, affinity, last, bank.copy(), port.copy());
    copy.processorSleep = processorSleep;
    copy.childrenAsleep = childrenAsleep;
    copy.forwardsGroup0 = forwardsGroup0;
    copy.forwardsGroup1 = forwardsGroup1;
    return copy;
  }

  /// The line of a PPI rises or falls.
  public List<Downstream> line(int intid, boolean high) {
    checkPpi(intid);
    bank.line(intid, high);
    return signal();
  }

  /// An SGI arrives. One that is pending already merges with it.
  public List<Downstream> sgi(int intid) {
    if (!IntId.isSgi(intid)) {
      throw new IllegalArgumentException("SGI " + intid + ": allowed are 0 to 15");
    }
    bank.latch(1 << intid);
    return signal();
  }

  /// The CPU interface activated an interrupt.
  public List<Downstream> activate(int intid) {
    checkPrivate(intid);
    bank.activate(intid);
    port.answered(intid);
    return signal();
  }

  /// The CPU interface gave an interrupt back.
  public List<Downstream> release(int intid) {
    port.answered(intid);
    return signal();
  }

  /// Software deactivated an interrupt.
  public List<Downstream> deactivate(int intid) {
    checkPrivate(intid);
    bank.deactivate(intid);
    return signal();
  }

  /// Makes an interrupt pending without its line (GICR_ISPENDR0).
  public List<Downstream> setPending(int intid) {
    checkPrivate(intid);
    bank.latch(1 << intid);
    return signal();
  }

  /// Takes that back (GICR_ICPENDR0); a high line stays pending.
  public List<Downstream> clearPending(int intid) {
    checkPrivate(intid);
    bank.unlatch(1 << intid);
    return signal();
  }

  /// Sets or clears the active state (GICR_ISACTIVER0, GICR_ICACTIVER0). A host uses it to keep
  /// the interrupt of a device quiet that it has handed to a guest.
  public List<Downstream> setActive(int intid, boolean active) {
    checkPrivate(intid);
    if (active) {
      bank.active |= 1 << intid;
    } else {
      bank.deactivate(intid);
    }
    return signal();
  }

  /// Sets one priority, as a byte access to GICR_IPRIORITYR does. The low three bits are dropped.
  public List<Downstream> setPriority(int intid, int priority) {
    checkPrivate(intid);
    bank.setPriority(intid, priority);
    return signal();
  }

  /// GICD_CTLR changed which groups are forwarded to CPU interfaces.
  public List<Downstream> forwarding(boolean group0, boolean group1) {
    forwardsGroup0 = group0;
    forwardsGroup1 = group1;
    return signal();
  }

  /// A message of the CPU interface.
  ///
  /// @throws IllegalArgumentException for [GenerateSgi], which concerns other redistributors: the
  ///     owner asks [SgiRequest#reaches] for each and calls [#sgi] there
  public List<Downstream> receive(Upstream message) {
    return switch (message) {
      case Activate(int intid) -> activate(intid);
      case Release(int intid) -> release(intid);
      case Deactivate(int intid) -> deactivate(intid);
      case QuiesceAcknowledge() -> {
        childrenAsleep = processorSleep;
        yield NOTHING;
      }
      case GenerateSgi(var request) ->
          throw new IllegalArgumentException("not for a single redistributor: " + request);
    };
  }

  /// Reads a 32-bit word; `offset` counts from RD_base. Unknown registers read as zero.
  public int read(int offset) {
    if (offset >= SGI_BASE) {
      GicRegister register = GicRegister.at(offset - SGI_BASE);
      int first = register == null ? IntId.NONE : register.firstIntId(offset - SGI_BASE);
      return register != null && IntId.isPrivate(first) ? BankFrame.read(bank, register, first) : 0;
    }
    return switch (offset) {
      case IIDR -> IMPLEMENTER_ARM;
      case TYPER_LOW -> (number << 8) | (last ? 1 << 4 : 0);
      case TYPER_HIGH -> Affinity.packed(affinity);
      case WAKER ->
          (processorSleep ? WAKER_PROCESSOR_SLEEP : 0)
              | (childrenAsleep ? WAKER_CHILDREN_ASLEEP : 0);
      default -> 0;
    };
  }

  /// Writes a 32-bit word; `offset` counts from RD_base. Read-only and unknown registers ignore it.
  public List<Downstream> write(int offset, int value) {
    if (offset == WAKER) {
      return sleep((value & WAKER_PROCESSOR_SLEEP) != 0);
    }
    GicRegister register = GicRegister.at(offset - SGI_BASE);
    if (register == null || !IntId.isPrivate(register.firstIntId(offset - SGI_BASE))) {
      return NOTHING;
    }
    BankFrame.write(bank, register, register.firstIntId(offset - SGI_BASE), value);
    return signal();
  }

  /// INTID of the interrupt that should be signalled now, or [IntId#NONE]: pending, enabled, not
  /// active, of a forwarded group, most urgent first, lowest INTID among equals.
  public int highestPending() {
    int groups = (forwardsGroup1 ? bank.group1 : 0) | (forwardsGroup0 ? ~bank.group1 : 0);
    return bank.mostUrgent(bank.deliverable() & groups);
  }

  /// Whether the sleeping PE should be woken for an interrupt.
  public boolean wakeRequest() {
    return processorSleep && highestPending() != IntId.NONE;
  }

  /// GICR_WAKER.ProcessorSleep.
  public boolean asleep() {
    return processorSleep;
  }

  public boolean isPending(int intid) {
    return ((bank.pending() >>> intid) & 1) != 0;
  }

  public boolean isActive(int intid) {
    return ((bank.active >>> intid) & 1) != 0;
  }

  private List<Downstream> sleep(boolean sleep) {
    if (sleep == processorSleep) {
      return NOTHING;
    }
    processorSleep = sleep;
    if (sleep) {
      return List.of(new Quiesce());
    }
    childrenAsleep = false;
    return signal();
  }

  private List<Downstream> signal() {
    // Asleep, interrupts stay pending here; Quiesce made the CPU interface return what it held.
    if (processorSleep) {
      return NOTHING;
    }
    int intid = highestPending();
    return intid == IntId.NONE
        ? port.withdraw()
        : port.offer(intid, bank.priority(intid), ((bank.group1 >>> intid) & 1) != 0);
  }

  private static void checkPrivate(int intid) {
    if (!IntId.isPrivate(intid)) {
      throw new IllegalArgumentException("INTID " + intid + ": a redistributor has 0 to 31");
    }
  }

  private static void checkPpi(int intid) {
    if (!IntId.isPpi(intid)) {
      throw new IllegalArgumentException("line of INTID " + intid + ": allowed are PPIs 16 to 31");
    }
  }
}
