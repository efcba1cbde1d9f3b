package io.interlock.actors.host;

import io.interlock.hardware.register.RegisterFile;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.Storage;
import io.interlock.hypervisor.program.VcpuContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What KVM keeps in memory of a vCPU's registers, and what of it is on its way from the PE.
final class SavedState implements VcpuContext {
  private static final SysReg OVERFLOWS = SysReg.named("PMOVSSET_EL0");

  private final RegisterFile registers;
  private final List<SysReg> awaited = new ArrayList<>();
  private final BitSet awaitedSlots = new BitSet();
  private int listRegistersUsed;
  private boolean readAwaited;
  private boolean readShared;

  SavedState(RegisterFile registers) {
    this.registers = registers;
  }

  /// An independent state with equal values.
  SavedState copy() {
    SavedState copy = new SavedState(registers.copy());
    awaited.forEach(copy::await);
    copy.listRegistersUsed = listRegistersUsed;
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
    // What perf keeps per CPU comes with the PMU; a host without events has none of either kind.
    return name.equals("list-registers-used") ? listRegistersUsed : 0;
  }

  @Override
  public long register(Storage storage) {
    readAwaited |= isAwaited(storage.register());
    readShared |= storage.register() == OVERFLOWS;
    return VcpuContext.super.register(storage);
  }

  int listRegistersUsed() {
    return listRegistersUsed;
  }

  void listRegistersUsed(int count) {
    listRegistersUsed = count;
  }

  /// The PE will answer with this register's value.
  void await(SysReg register) {
    awaited.add(register);
    awaitedSlots.set(register.slot());
  }

  boolean awaitsAnything() {
    return !awaited.isEmpty();
  }

  boolean isAwaited(SysReg register) {
    return !awaited.isEmpty() && awaitedSlots.get(register.slot());
  }

  /// Whether a value was read since this was last asked that the PE has yet to answer.
  boolean takeReadAwaited() {
    boolean read = readAwaited;
    readAwaited = false;
    return read;
  }

  /// Whether a value was read since this was last asked that an interrupt handler can change. What
  /// is computed from it is right only if interrupts are off by then, should they be.
  boolean takeReadShared() {
    boolean read = readShared;
    readShared = false;
    return read;
  }

  /// The PE's answers, in the order in which they were asked for.
  void answered(Values values) {
    if (values.size() != awaited.size()) {
      throw new IllegalStateException(
          "%d answers for %d registers".formatted(values.size(), awaited.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      registers.assign(awaited.get(i), values.get(i));
    }
    forgetAwaited();
  }

  /// The PE will not answer: the work was dropped.
  void forgetAwaited() {
    awaited.clear();
    awaitedSlots.clear();
  }
}
