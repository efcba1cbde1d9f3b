package io.interlock.hypervisor.program;

import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.source.Owner;

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

  /// Reads nothing of the vCPU: the same operation every time.
  record Prepared(Source source, PeOperation operation) implements OnPe {
    @Override
    public PeOperation close(VcpuContext vcpu) {
      return operation;
    }
  }

  /// `REG := vcpu.REG`, the most frequent form.
  record WriteSaved(Source source, Storage target, SysReg saved) implements OnPe {
    @Override
    public PeOperation close(VcpuContext vcpu) {
      return new PeOperation.WriteValue(target, vcpu.saved().read(saved));
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
  record Step(Source source, String name) implements OnVcpu {}

  /// Goes on at `target` unless the guard holds.
  record BranchUnless(Source source, Guard guard, int target) implements OnVcpu {}

  /// Goes on at `target`.
  record Jump(Source source, int target) implements OnVcpu {}
}
