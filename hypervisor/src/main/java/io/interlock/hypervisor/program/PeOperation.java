package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Barrier;

/// One thing that a physical CPU does for a vCPU thread. Immutable, and complete in itself: it
/// holds the vCPU's values as they were when the thread asked.
public sealed interface PeOperation {

  /// A register or saved host register becomes a number.
  record WriteValue(Storage target, long value) implements PeOperation {}

  /// A register or saved host register becomes what the CPU computes from its own.
  record Write(Storage target, Term value) implements PeOperation {}

  /// The vCPU's saved register becomes what the CPU computes from its own and answers.
  record Report(SysReg saved, Term value) implements PeOperation {}

  /// Bits that the CPU computes from its own registers are set in the vCPU's saved register, beside
  /// those that are set there by then.
  record Accumulate(SysReg saved, Term bits) implements PeOperation {}

  record Fence(Barrier barrier) implements PeOperation {}

  /// Holding preemption or interrupts off; calls nest, and only the last enable has effect.
  enum Control implements PeOperation {
    PREEMPT_DISABLE,
    PREEMPT_ENABLE,
    IRQ_DISABLE,
    IRQ_ENABLE
  }

  /// Reads and writes registers as the operation says. The answer of a `Report` is what the vCPU is
  /// to save, that of an `Accumulate` what it is to add; of all others it is zero. Barriers and
  /// controls touch no register: the CPU carries them out itself.
  default long perform(PeRegisters registers) {
    switch (this) {
      case WriteValue(Storage target, long value) -> registers.store(target, value);
      case Write(Storage target, Term value) -> registers.store(target, value.value(registers));
      case Report(_, Term value) -> {
        return value.value(registers);
      }
      case Accumulate(_, Term bits) -> {
        return bits.value(registers);
      }
      case Fence _, Control _ -> {}
    }
    return 0;
  }
}
