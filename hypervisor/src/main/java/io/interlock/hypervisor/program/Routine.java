package io.interlock.hypervisor.program;

import java.util.List;

/// What a bound program does at one point: instructions to be carried out from the first to behind
/// the last, branches aside. Branches only go forward, so every routine ends.
public record Routine(List<Instruction> instructions) {
  static final Routine EMPTY = new Routine(List.of());

  public Routine {
    instructions = List.copyOf(instructions);
  }

  public int size() {
    return instructions.size();
  }

  public Instruction get(int index) {
    return instructions.get(index);
  }

  /// Carries the whole routine out at once, CPU and vCPU side by side.
  ///
  /// For callers to whom nothing can happen in between: a region that is one delivery, and tests.
  /// Barriers and controls go to `steps` like kernel steps do.
  public void run(PeRegisters pe, VcpuContext vcpu, StepRunner steps) {
    int next = 0;
    while (next < instructions.size()) {
      Instruction instruction = instructions.get(next);
      next++;
      switch (instruction) {
        case Instruction.OnPe onPe -> runOnPe(onPe.close(vcpu), pe, vcpu, steps);
        case Instruction.AssignSaved assign -> assign.perform(vcpu);
        case Instruction.Step step -> steps.step(step.name());
        case Instruction.BranchUnless branch ->
            next = branch.guard().holds(vcpu) ? next : branch.target();
        case Instruction.Jump jump -> next = jump.target();
      }
    }
  }

  private static void runOnPe(
      PeOperation operation, PeRegisters pe, VcpuContext vcpu, StepRunner steps) {
    switch (operation) {
      case PeOperation.Report report -> vcpu.saved().assign(report.saved(), report.perform(pe));
      case PeOperation.Fence fence -> steps.fence(fence.barrier());
      case PeOperation.Control control -> steps.control(control);
      case PeOperation.WriteValue write -> write.perform(pe);
      case PeOperation.Write write -> write.perform(pe);
    }
  }
}
