package io.interlock.hypervisor.spe;

import static io.interlock.hardware.spe.SpeRegisters.LIMIT_E;
import static io.interlock.hardware.spe.SpeRegisters.PMBLIMITR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBPTR_EL1;
import static io.interlock.hardware.spe.SpeRegisters.PMBSR_EL1;

import io.interlock.hardware.register.SysReg;
import io.interlock.hardware.spe.BufferBounds;
import io.interlock.hardware.spe.BufferStatus;
import io.interlock.hardware.spe.ManagementEvent;
import java.util.ArrayList;
import java.util.List;

/// The buffer registers of a vCPU, as KVM keeps them, and its virtual interrupt.
///
/// @param limit PMBLIMITR_EL1
/// @param pointer PMBPTR_EL1
/// @param status PMBSR_EL1
/// @param line the level of the virtual buffer management interrupt
public record GuestBuffer(long limit, long pointer, BufferStatus status, boolean line) {

  /// What a write brings about.
  ///
  /// @param levels what the virtual interrupt was set to, in order; each may be no change
  public record Written(GuestBuffer buffer, List<Boolean> levels) {}

  /// What an event of the hardware brings about.
  ///
  /// @param suspicious whether the host ought to warn: the guest cannot have caused it
  public record Taken(GuestBuffer buffer, boolean suspicious) {}

  /// The registers of a vCPU that has not run.
  public static GuestBuffer atReset() {
    return new GuestBuffer(0, 0, new BufferStatus(0), false);
  }

  /// What a trapped read finds.
  public long read(SysReg register) {
    if (register == PMBLIMITR_EL1) {
      return limit;
    }
    return register == PMBPTR_EL1 ? pointer : status.value();
  }

  /// A trapped write (`kvm_spe_write_sysreg`); it always succeeds.
  public Written write(SysReg register, long value, BufferRules rules) {
    List<Boolean> levels = new ArrayList<>();
    GuestBuffer written = stored(register, value, rules);
    if (register == PMBSR_EL1) {
      levels.add(written.line);
    }
    GuestBuffer checked = written.checked(rules);
    if (!checked.equals(written)) {
      levels.add(checked.line);
    }
    return new Written(checked, List.copyOf(levels));
  }

  private GuestBuffer stored(SysReg register, long value, BufferRules rules) {
    if (register == PMBLIMITR_EL1) {
      return new GuestBuffer(value & ~rules.limitRes0(), pointer, status, line);
    }
    if (register == PMBPTR_EL1) {
      return new GuestBuffer(limit, value & -rules.alignmentBytes(), status, line);
    }
    if (register == PMBSR_EL1) {
      BufferStatus written = new BufferStatus(value);
      return new GuestBuffer(limit, pointer, written, written.isStopped());
    }
    throw new IllegalArgumentException(register + " is no register of the Profiling Buffer");
  }

  private GuestBuffer checked(BufferRules rules) {
    if (!isEnabled() || rules.check().discards(limit)) {
      return this;
    }
    BufferBounds bounds = BufferBounds.of(pointer, limit, rules.recordBytesMax());
    if (rules.check().isFull(bounds)) {
      return withEvent(BufferStatus.BSC_FULL);
    }
    return rules.check().isTooLarge(bounds, rules.bufferBytesMax())
        ? withEvent(BufferStatus.BSC_SIZE)
        : this;
  }

  /// `ProfilingBufferEnabled` for the guest's own values.
  public boolean isEnabled() {
    return (limit & LIMIT_E) != 0 && !status.isStopped();
  }

  /// Whether records may come, so that the buffer's memory must stay.
  public boolean needsMemory(BufferRules rules) {
    return isEnabled() && !rules.check().discards(limit);
  }

  /// `kvm_spe_inject_other_event`.
  private GuestBuffer withEvent(int bufferStatusCode) {
    return new GuestBuffer(limit, pointer, status.withOtherEvent(bufferStatusCode), true);
  }

  /// The value for the hardware's PMBLIMITR_EL1 while the guest runs: a virtual event stops real
  /// profiling by disabling it.
  public long loadedLimit() {
    return line ? 0 : limit;
  }

  /// The registers after an exit, with the pointer that hardware has now.
  public GuestBuffer withPointer(long hardwarePointer) {
    return new GuestBuffer(limit, hardwarePointer, status, line);
  }

  /// Hardware had S set at an exit: the guest is told. Events that are the guest's own business
  /// pass as they are; a fault of the second stage, or one that is not known, becomes an external
  /// abort, since a guest knows of no second stage.
  public Taken take(BufferStatus hardware) {
    int eventClass = hardware.eventClass();
    boolean own = eventClass == BufferStatus.EC_OTHER || eventClass == BufferStatus.EC_STAGE_1;
    BufferStatus told =
        own ? hardware : new BufferStatus(0).after(new ManagementEvent.ExternalAbort(true), false);
    return new Taken(new GuestBuffer(limit, pointer, told, true), !own);
  }
}
