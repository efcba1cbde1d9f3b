package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Owner;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// One instruction of a routine. The physical CPU carries out those that touch its registers, the
/// vCPU thread all others.
public sealed interface Instruction {
  Source source();

  /// Carried out by the physical CPU.
  sealed interface OnPe extends Instruction {

    /// What to ask the CPU for, with the vCPU's values of this moment.
    PeOperation close(VcpuContext vcpu);
  }

  /// Carried out by the vCPU thread.
  sealed interface OnVcpu extends Instruction {}

  /// A register of one owner becomes that of another, with the CPU or its memory at one end, as it
  /// is or with bits changed: by far the most frequent form.
  record Move(Source source, Storage target, Storage from, Bits bits, Term value) implements OnPe {
    @Override
    public PeOperation close(VcpuContext vcpu) {
      if (from.owner() == Owner.VCPU) {
        return new PeOperation.WriteValue(target, bits.of(vcpu.saved().read(from.register())));
      }
      return target.owner() == Owner.VCPU
          ? new PeOperation.Report(target.register(), value)
          : new PeOperation.Write(target, value);
    }

    /// Does it, see [Moves#perform].
    public void perform(PeRegisters pe, LongSupplier values, LongConsumer answers) {
      long moved = moved(isInput() ? values.getAsLong() : pe.register(from));
      if (isReport()) {
        answers.accept(moved);
      } else {
        pe.store(target, moved);
      }
    }

    /// What arrives of such a value.
    public long moved(long register) {
      return bits.of(register);
    }

    /// Whether it takes a value of the vCPU's to the CPU.
    public boolean isInput() {
      return from.owner() == Owner.VCPU;
    }

    /// Whether it takes a value of the CPU's to the vCPU.
    public boolean isReport() {
      return target.owner() == Owner.VCPU;
    }
  }

  /// Reads nothing of the vCPU: the same operation every time.
  record Prepared(Source source, PeOperation operation) implements OnPe {
    @Override
    public PeOperation close(VcpuContext vcpu) {
      return operation;
    }
  }

  /// Any other assignment that needs values of the vCPU.
  record Compute(Source source, Storage target, Term value) implements OnPe {
    @Override
    public PeOperation close(VcpuContext vcpu) {
      Term closed = value.close(vcpu);
      if (target.owner() == Owner.VCPU) {
        return new PeOperation.Report(target.register(), closed);
      }
      return closed instanceof Term.Constant(long constant)
          ? new PeOperation.WriteValue(target, constant)
          : new PeOperation.Write(target, closed);
    }
  }

  /// An assignment among the vCPU's own values.
  record AssignSaved(Source source, SysReg target, Term value) implements OnVcpu {

    /// Carries it out.
    public void perform(VcpuContext vcpu) {
      vcpu.saved().assign(target, value.value(vcpu));
    }
  }

  /// A kernel step, which the run loop knows.
  record Step(Source source, KernelStep step) implements OnVcpu {}

  /// Ends what may happen at once: what comes next finds that others have acted in between.
  record Boundary(Source source) implements OnVcpu {}

  /// Goes on at `target` unless the guard holds.
  record BranchUnless(Source source, Guard guard, int target) implements OnVcpu {}

  /// Goes on at `target`.
  record Jump(Source source, int target) implements OnVcpu {}
}
