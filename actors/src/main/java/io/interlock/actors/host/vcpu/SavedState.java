package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.Values;
import io.interlock.hardware.register.RegisterField;
import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.perf.SwitchedEvents;
import io.interlock.hypervisor.program.Storage;
import io.interlock.hypervisor.program.VcpuContext;
import java.util.Arrays;
import java.util.BitSet;

/// What KVM keeps in memory of a vCPU's registers, and what of it is on its way from the PE.
final class SavedState implements VcpuContext {
  private static final SysReg INTERFACE_CONTROL = SysReg.named("ICH_HCR_EL2");
  private static final RegisterField INTERFACE_TRAPS = INTERFACE_CONTROL.field("TALL1");

  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");

  private final RegisterFile registers;
  private SysReg[] awaited = {};
  private int awaitedCount;
  private BitSet accumulating = new BitSet();
  private int listRegistersUsed;
  private SwitchedEvents switched = SwitchedEvents.NONE;
  private final transient boolean profiled;
  private boolean guestOwned;
  private boolean readAwaited;
  private boolean readShared;

  /// @param profiled whether the vCPU has SPE
  SavedState(RegisterFile registers, boolean profiled) {
    this.registers = registers;
    this.profiled = profiled;
  }

  /// An independent state with equal values.
  SavedState copy() {
    SavedState copy = new SavedState(registers.copy(), profiled);
    copy.awaited = awaited.clone();
    copy.awaitedCount = awaitedCount;
    copy.accumulating = (BitSet) accumulating.clone();
    copy.listRegistersUsed = listRegistersUsed;
    copy.switched = switched;
    copy.guestOwned = guestOwned;
    copy.readAwaited = readAwaited;
    copy.readShared = readShared;
    return copy;
  }

  @Override
  public RegisterFile saved() {
    return registers;
  }

  @Override
  public long live(String name) {
    return switch (name) {
      case "list-registers-used" -> listRegistersUsed;
      case "spe-vcpu" -> profiled ? 1 : 0;
      case "cpu-interface-hidden" -> INTERFACE_TRAPS.get(registers.read(INTERFACE_CONTROL));
      case "host-only-events" -> switched.host();
      case "guest-only-events" -> switched.guest();
      case "guest-owned" -> guestOwned ? 1 : 0;
      default -> 0;
    };
  }

  @Override
  public long register(Storage storage) {
    readAwaited |= isAwaited(storage.register());
    readShared |= isShared(storage.register());
    return VcpuContext.super.register(storage);
  }

  /// Whether the guest's performance counters are its own by now.
  boolean guestOwned() {
    return guestOwned;
  }

  void guestOwned(boolean owned) {
    guestOwned = owned;
  }

  int listRegistersUsed() {
    return listRegistersUsed;
  }

  void listRegistersUsed(int count) {
    listRegistersUsed = count;
  }

  /// The copy of the PE's masks of perf events that are for one side only
  /// (`kvm_pmu_update_vcpu_events`).
  void switched(SwitchedEvents copied) {
    switched = copied;
  }

  /// The PE will answer with the values of these registers.
  void await(SysReg... registers) {
    int before = awaitedCount;
    awaitedCount += registers.length;
    if (awaitedCount > awaited.length) {
      awaited = Arrays.copyOf(awaited, 2 * awaitedCount);
    }
    System.arraycopy(registers, 0, awaited, before, registers.length);
  }

  /// The PE will answer with bits that are to be set in this register.
  void awaitMore(SysReg register) {
    accumulating.set(awaitedCount);
    await(register);
  }

  boolean awaitsAnything() {
    return awaitedCount > 0;
  }

  boolean isAwaited(SysReg register) {
    for (int i = 0; i < awaitedCount; i++) {
      if (awaited[i].slot() == register.slot()) {
        return true;
      }
    }
    return false;
  }

  /// Whether a value was read since this was last asked that the PE has yet to answer.
  boolean takeReadAwaited() {
    boolean read = readAwaited;
    readAwaited = false;
    return read;
  }

  /// Whether an interrupt handler can change one of these registers. What is computed from it is
  /// right only if interrupts are off by then, should they be.
  boolean isShared(SysReg... registers) {
    for (SysReg register : registers) {
      if (register == OVERFLOWS) {
        return true;
      }
    }
    return false;
  }

  /// Whether a value was read since this was last asked that is shared with a handler.
  boolean takeReadShared() {
    boolean read = readShared;
    readShared = false;
    return read;
  }

  /// The PE's answers, in the order in which they were asked for.
  void answered(Values values) {
    if (values.size() != awaitedCount) {
      throw new IllegalStateException(
          "%d answers for %d registers".formatted(values.size(), awaitedCount));
    }
    for (int i = 0; i < awaitedCount; i++) {
      long before = accumulating.get(i) ? registers.read(awaited[i]) : 0;
      registers.assign(awaited[i], before | values.get(i));
    }
    forgetAwaited();
  }

  /// The PE will not answer: the work was dropped.
  void forgetAwaited() {
    awaitedCount = 0;
    accumulating.clear();
  }
}
