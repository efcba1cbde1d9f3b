package io.interlock.hypervisor.vgic;

import io.interlock.hardware.gic.IntId;
import io.interlock.hardware.gic.ListRegister;
import io.interlock.hardware.gic.LrState;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The state of up to 32 virtual interrupts, one bit each.
final class IrqBank {
  /// 32 levels.
  static final int PRIORITY_MASK = 0xF8;

  private static final int SAVED_MASKS = 3;

  int edge;
  int line;
  int latch;
  int active;
  int enabled;
  int group1;
  /// Those with a physical counterpart.
  int mapped;
  /// Those on the list of the vCPU (`irq->vcpu` is set).
  int queued;

  private final byte[] priorities;
  private final short[] pintids;
  private final IrqOwner[] owners;

  IrqBank() {
    priorities = new byte[32];
    pintids = new short[32];
    owners = new IrqOwner[32];
    Arrays.fill(owners, IrqOwner.USER_SPACE);
  }

  private IrqBank(IrqBank other) {
    edge = other.edge;
    line = other.line;
    latch = other.latch;
    active = other.active;
    enabled = other.enabled;
    group1 = other.group1;
    mapped = other.mapped;
    queued = other.queued;
    priorities = other.priorities.clone();
    pintids = other.pintids.clone();
    owners = other.owners.clone();
  }

  IrqBank copy() {
    return new IrqBank(this);
  }

  /// What a guest or a device has set: trigger, line, latch, active, enabled, group, priorities.
  long[] save() {
    long[] saved = new long[SAVED_MASKS + priorities.length / Long.BYTES];
    saved[0] = pair(edge, line);
    saved[1] = pair(latch, active);
    saved[2] = pair(enabled, group1);
    ByteBuffer.wrap(priorities).asLongBuffer().get(saved, SAVED_MASKS, saved.length - SAVED_MASKS);
    return saved;
  }

  /// Takes what [#save] gave.
  void restore(long[] saved) {
    if (saved.length != SAVED_MASKS + priorities.length / Long.BYTES) {
      throw new IllegalArgumentException(saved.length + " numbers of a vGIC");
    }
    edge = (int) (saved[0] >>> Integer.SIZE);
    line = (int) saved[0];
    latch = (int) (saved[1] >>> Integer.SIZE);
    active = (int) saved[1];
    enabled = (int) (saved[2] >>> Integer.SIZE);
    group1 = (int) saved[2];
    ByteBuffer.wrap(priorities).asLongBuffer().put(saved, SAVED_MASKS, saved.length - SAVED_MASKS);
  }

  private static long pair(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  /// `irq_is_pending`, for all.
  int pending() {
    return latch | (line & ~edge);
  }

  /// `vgic_irq_is_mapped_level`, for all.
  int mappedLevel() {
    return mapped & ~edge;
  }

  int priority(int n) {
    return priorities[n] & 0xFF;
  }

  void setPriority(int n, int value) {
    priorities[n] = (byte) (value & PRIORITY_MASK);
  }

  int pintid(int n) {
    return (mapped & (1 << n)) != 0 ? pintids[n] : IntId.NONE;
  }

  void map(int n, int pintid) {
    mapped |= 1 << n;
    pintids[n] = (short) pintid;
  }

  IrqOwner owner(int n) {
    return owners[n];
  }

  void setOwner(int n, IrqOwner owner) {
    owners[n] = owner;
  }

  VgicIrq get(int n, int intid, int targetVcpu) {
    int bit = 1 << n;
    return new VgicIrq(
        intid,
        owners[n],
        pintid(n),
        (edge & bit) != 0,
        (line & bit) != 0,
        (latch & bit) != 0,
        (active & bit) != 0,
        (enabled & bit) != 0,
        (group1 & bit) != 0,
        priority(n),
        targetVcpu);
  }

  void put(int n, VgicIrq irq) {
    int bit = 1 << n;
    edge = with(edge, bit, irq.edge());
    line = with(line, bit, irq.lineLevel());
    latch = with(latch, bit, irq.pendingLatch());
    active = with(active, bit, irq.active());
    enabled = with(enabled, bit, irq.enabled());
    group1 = with(group1, bit, irq.group1());
    mapped = with(mapped, bit, irq.isMapped());
    pintids[n] = (short) irq.pintid();
    owners[n] = irq.owner();
    setPriority(n, irq.priority());
  }

  /// `vgic_validate_injection` and the change of input that follows. Returns whether it was valid.
  boolean inject(int n, boolean level, IrqOwner by) {
    int bit = 1 << n;
    if (owners[n] != by) {
      return false;
    }
    if ((edge & bit) != 0) {
      latch |= level ? bit : 0;
      return level;
    }
    boolean changed = ((line & bit) != 0) != level;
    line = with(line, bit, level);
    return changed;
  }

  /// `vgic_v3_populate_lr`: the list register for an interrupt, to which an edge moves.
  ListRegister populate(int n, int intid) {
    int bit = 1 << n;
    boolean isActive = (active & bit) != 0;
    boolean isEdge = (edge & bit) != 0;
    boolean isMapped = (mapped & bit) != 0;
    // Mapped: the physical side keeps the pending state. Level: the line is looked at once more
    // when the guest is done. Neither may be pending and active.
    boolean mayPend = !isActive || (isEdge && !isMapped);
    boolean isPending = mayPend && (pending() & bit) != 0;
    if (isPending && isEdge) {
      latch &= ~bit;
    } else if (isPending && isMapped) {
      // Of the physical line only rising edges are seen, so it is taken as low from here.
      line &= ~bit;
    }
    return new ListRegister(
        intid,
        pintid(n),
        !isMapped && !isEdge,
        priority(n),
        false,
        (group1 & bit) != 0,
        LrState.of(isPending, isActive));
  }

  /// `vgic_v3_fold_lr_state` for one list register.
  void fold(int n, LrState state, PhysicalIrqs physical) {
    int bit = 1 << n;
    boolean deactivated = (active & bit) != 0 && !state.isActive();
    active = with(active, bit, state.isActive());
    if ((edge & bit) != 0) {
      latch |= state.isPending() ? bit : 0;
    } else if (state == LrState.INACTIVE) {
      latch &= ~bit;
    }
    boolean lineWasHigh = (line & bit) != 0;
    if ((mappedLevel() & bit) != 0 && (state.isPending() || (deactivated && lineWasHigh))) {
      resample(bit, pintids[n], physical);
    }
  }

  /// `vgic_irq_handle_resampling`: the line fell while the guest had the interrupt, so the host may
  /// hear of its next rise.
  private void resample(int bit, int pintid, PhysicalIrqs physical) {
    boolean high = physical.isLineHigh(pintid);
    line = with(line, bit, high);
    if (!high) {
      physical.setActive(pintid, false);
    }
  }

  static int with(int mask, int bit, boolean on) {
    return on ? mask | bit : mask & ~bit;
  }
}
