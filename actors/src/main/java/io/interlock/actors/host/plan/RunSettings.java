package io.interlock.actors.host.plan;

import io.interlock.hypervisor.pmu.PmuPartition;
import io.interlock.hypervisor.program.BoundProgram;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.program.Source;
import io.interlock.hypervisor.program.source.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// How vCPUs run on a host.
///
/// @param stepwise granularity `step`: each register access is a delivery
/// @param partition which performance counters are left to guests
/// @param monitorControls MDCR_EL2 of a guest on each PE, by number
/// @param hooks what programs say of partitioned PMUs beyond the routines
/// @param load `vcpu_load`, with preemption off
/// @param put `vcpu_put`, with preemption off
/// @param vhe whether the host's kernel runs at EL2
/// @param countOffset whether hardware subtracts the offset of a guest's physical count
/// @param listRegisters how many every PE of the host has
/// @param timers the PPIs of the EL1 timers
public record RunSettings(
    boolean stepwise,
    PmuPartition partition,
    List<Long> monitorControls,
    MonitorHooks hooks,
    Routine load,
    Routine enter,
    Routine cancel,
    Routine exit,
    Routine put,
    boolean vhe,
    boolean countOffset,
    int listRegisters,
    TimerIntids timers) {

  /// Keeps a copy of the list.
  public RunSettings {
    monitorControls = List.copyOf(monitorControls);
  }

  /// The settings for a program that is bound to the host.
  ///
  /// @param prepare what is done to each of its routines first
  static RunSettings of(
      BoundProgram program,
      UnaryOperator<Routine> prepare,
      boolean stepwise,
      PmuPartition partition,
      List<Long> monitorControls,
      boolean vhe,
      boolean countOffset,
      int listRegisters,
      TimerIntids timers) {
    return new RunSettings(
        stepwise,
        partition,
        monitorControls,
        hooks(program, prepare, partition),
        withoutPreemption(prepare.apply(program.load())),
        prepare.apply(program.enter()),
        prepare.apply(program.cancel()),
        prepare.apply(program.exit()),
        withoutPreemption(prepare.apply(program.put())),
        vhe,
        countOffset,
        listRegisters,
        timers);
  }

  private static MonitorHooks hooks(
      BoundProgram program, UnaryOperator<Routine> prepare, PmuPartition partition) {
    if (!partition.exists()) {
      return MonitorHooks.NONE;
    }
    MonitorHooks hooks = MonitorHooks.of(program);
    Routine claim = hooks.claim();
    return claim == null
        ? hooks
        : new MonitorHooks(
            withoutPreemption(prepare.apply(claim)),
            hooks.line(),
            hooks.interrupt(),
            hooks.writes(),
            hooks.reads());
  }

  /// MDCR_EL2 while a vCPU is loaded on this PE.
  public long monitorControl(int pe) {
    return monitorControls.get(pe);
  }

  /// `vcpu_load` and `vcpu_put` disable preemption around what the architecture does.
  private static Routine withoutPreemption(Routine routine) {
    List<Instruction> around = new ArrayList<>();
    around.add(preemption("preempt-off", PeOperation.Control.PREEMPT_DISABLE));
    for (Instruction instruction : routine.instructions()) {
      around.add(retargeted(instruction, target -> target + 1));
    }
    around.add(preemption("preempt-on", PeOperation.Control.PREEMPT_ENABLE));
    return new Routine(around);
  }

  private static Instruction preemption(String text, PeOperation.Control control) {
    Source source = new Source(new Position("kvm_main.c", 1, 1), "", "", text);
    return new Instruction.Prepared(source, control);
  }

  /// The routine with the kernel steps that do nothing on this host as mere places to go past, so
  /// that a trace of its steps is complete.
  static Routine marked(Routine routine, Set<KernelStep> known) {
    return new Routine(
        routine.instructions().stream()
            .<Instruction>map(
                one -> isIdle(one, known) ? new Instruction.Boundary(one.source()) : one)
            .toList());
  }

  /// The routine without the kernel steps that do nothing on this host.
  static Routine pruned(Routine routine, Set<KernelStep> known) {
    int[] positions = new int[routine.size() + 1];
    int kept = 0;
    for (int i = 0; i < routine.size(); i++) {
      positions[i] = kept;
      kept += isIdle(routine.get(i), known) ? 0 : 1;
    }
    positions[routine.size()] = kept;
    List<Instruction> rest = new ArrayList<>(kept);
    for (Instruction instruction : routine.instructions()) {
      if (!isIdle(instruction, known)) {
        rest.add(retargeted(instruction, target -> positions[target]));
      }
    }
    return new Routine(rest);
  }

  private static boolean isIdle(Instruction instruction, Set<KernelStep> known) {
    return instruction instanceof Instruction.Step(_, KernelStep step) && !known.contains(step);
  }

  /// The routine with each instruction from these files in a delivery of its own.
  static Routine separated(Routine routine, Set<String> files) {
    int[] positions = new int[routine.size() + 1];
    List<Instruction> all = new ArrayList<>();
    boolean open = false;
    for (int i = 0; i < routine.size(); i++) {
      Source source = routine.get(i).source();
      boolean separate = files.contains(source.at().file());
      positions[i] = all.size();
      if (separate || open) {
        all.add(new Instruction.Boundary(source));
      }
      all.add(routine.get(i));
      open = separate;
    }
    positions[routine.size()] = all.size();
    return new Routine(
        all.stream().map(one -> retargeted(one, target -> positions[target])).toList());
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
      case Instruction.Boundary other -> other;
    };
  }
}
