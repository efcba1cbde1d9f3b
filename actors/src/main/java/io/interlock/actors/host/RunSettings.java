package io.interlock.actors.host;

import io.interlock.hypervisor.program.BoundProgram;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.program.Source;
import io.interlock.hypervisor.program.source.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// How vCPUs run on a host.
///
/// @param stepwise granularity `step`: each register access is a delivery
/// @param load `vcpu_load`, with preemption off
/// @param put `vcpu_put`, with preemption off
/// @param vhe whether the host's kernel runs at EL2
/// @param listRegisters how many every PE of the host has
/// @param virtualTimerIntid the PPI of the EL1 virtual timer
public record RunSettings(
    boolean stepwise,
    Routine load,
    Routine enter,
    Routine cancel,
    Routine exit,
    Routine put,
    boolean vhe,
    int listRegisters,
    int virtualTimerIntid) {

  /// The settings for a program that is bound to the host.
  static RunSettings of(
      boolean stepwise,
      BoundProgram program,
      boolean vhe,
      int listRegisters,
      int virtualTimerIntid) {
    return new RunSettings(
        stepwise,
        withoutPreemption(pruned(program.load())),
        pruned(program.enter()),
        pruned(program.cancel()),
        pruned(program.exit()),
        withoutPreemption(pruned(program.put())),
        vhe,
        listRegisters,
        virtualTimerIntid);
  }

  /// `vcpu_load` and `vcpu_put` disable preemption around what the architecture does.
  private static Routine withoutPreemption(Routine routine) {
    Source source = new Source(new Position("kvm_main.c", 1, 1), "", "preempt");
    List<Instruction> around = new ArrayList<>();
    around.add(new Instruction.Prepared(source, PeOperation.Control.PREEMPT_DISABLE));
    for (Instruction instruction : routine.instructions()) {
      around.add(retargeted(instruction, target -> target + 1));
    }
    around.add(new Instruction.Prepared(source, PeOperation.Control.PREEMPT_ENABLE));
    return new Routine(around);
  }

  /// The routine without the kernel steps that do nothing on this host.
  private static Routine pruned(Routine routine) {
    int[] positions = new int[routine.size() + 1];
    int kept = 0;
    for (int i = 0; i < routine.size(); i++) {
      positions[i] = kept;
      kept += isIdle(routine.get(i)) ? 0 : 1;
    }
    positions[routine.size()] = kept;
    List<Instruction> rest = new ArrayList<>(kept);
    for (Instruction instruction : routine.instructions()) {
      if (!isIdle(instruction)) {
        rest.add(retargeted(instruction, target -> positions[target]));
      }
    }
    return new Routine(rest);
  }

  private static boolean isIdle(Instruction instruction) {
    return instruction instanceof Instruction.Step(_, String step)
        && !KernelSteps.KNOWN.contains(step);
  }

  private static Instruction retargeted(Instruction instruction, IntUnaryOperator position) {
    return switch (instruction) {
      case Instruction.BranchUnless(Source at, var guard, int target) ->
          new Instruction.BranchUnless(at, guard, position.applyAsInt(target));
      case Instruction.Jump(Source at, int target) ->
          new Instruction.Jump(at, position.applyAsInt(target));
      case Instruction.OnPe other -> other;
      case Instruction.AssignSaved other -> other;
      case Instruction.Step other -> other;
    };
  }
}
