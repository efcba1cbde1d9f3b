package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.KernelWork;
import io.interlock.actors.host.Values;
import io.interlock.hardware.cost.Cost;
import io.interlock.hardware.register.SysReg;
import io.interlock.hypervisor.program.Instruction;
import io.interlock.hypervisor.program.KernelStep;
import io.interlock.hypervisor.program.Moves;
import io.interlock.hypervisor.program.PeOperation;
import io.interlock.hypervisor.program.Routine;
import io.interlock.hypervisor.program.Source;
import io.interlock.hypervisor.program.Storage;
import io.interlock.hypervisor.program.source.Owner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The position of a vCPU thread in a context-switch program, and the work for the PE that has
/// gathered on the way.
///
/// At granularity `block`, work gathers for as long as nobody could tell the difference; it must be
/// done before a kernel step that depends on it ([Steps#dependsOnPe]) and before a saved register
/// is read that the PE has yet to answer. At granularity `step`, each operation goes out alone.
final class ProgramWalk {
  /// What the run loop knows about kernel steps.
  interface Steps {
    /// What the PE does for this step, or null if the vCPU thread itself carries it out.
    @Nullable KernelWork onPe(KernelStep step);

    /// When the step may be carried out.
    When when(KernelStep step);

    /// Carries the step out. It may send the walk elsewhere, see [ProgramWalk#start].
    void perform(KernelStep step);

    /// The walk went past an instruction; told at granularity `step` only.
    void passed(Source step);
  }

  /// How a kernel step of the vCPU thread depends on the PE.
  enum When {
    /// Not at all.
    AT_ONCE,
    /// The PE must have done and answered all that comes before.
    AFTER_WORK,
    /// It needs the answers, but nothing that follows needs it: it can wait for them.
    WITH_ANSWERS
  }

  private static final int NOTHING = -1;

  private final transient SavedState saved;
  private final boolean stepwise;
  private final List<KernelStep> deferred = new ArrayList<>();
  private List<KernelWork> work = new ArrayList<>();
  private Values.Buffer inputs = new Values.Buffer();
  private List<PeOperation> closed = new ArrayList<>();
  private int gatheredFrom = NOTHING;
  private int gatheredTo;
  private RunPhase part = RunPhase.CREATED;
  private transient Routine routine = Routine.EMPTY;
  private boolean charged;
  private boolean controls;
  private int position;

  ProgramWalk(SavedState saved, boolean stepwise) {
    this.saved = saved;
    this.stepwise = stepwise;
  }

  /// The same position, over a copy of the saved state.
  ProgramWalk copy(SavedState copiedState) {
    ProgramWalk copy = new ProgramWalk(copiedState, stepwise);
    copy.work = new ArrayList<>(work);
    copy.inputs = inputs.copy();
    copy.closed = new ArrayList<>(closed);
    copy.gatheredFrom = gatheredFrom;
    copy.gatheredTo = gatheredTo;
    copy.part = part;
    copy.routine = routine;
    copy.charged = charged;
    copy.controls = controls;
    copy.position = position;
    copy.deferred.addAll(deferred);
    return copy;
  }

  /// Goes to the beginning of a routine; work that has gathered stays.
  ///
  /// @param during the phase whose routine it is; each has one
  /// @param chargesOperations whether its operations cost time one by one
  void start(RunPhase during, Routine next, boolean chargesOperations) {
    closeRun();
    part = during;
    routine = next;
    charged = chargesOperations;
    position = 0;
  }

  /// As [#start], of a load or a put, which costs something as a whole.
  ///
  /// @param charges whether it and its operations cost time here
  void begin(RunPhase during, Routine next, Cost whole, boolean charges) {
    if (charges) {
      add(new KernelWork.Busy(whole));
    }
    start(during, next, charges);
  }

  /// Forgets the position and the work: the thread lost its PE.
  void abandon() {
    closeRun();
    work.clear();
    deferred.clear();
    saved.forgetAwaited();
    controls = false;
    start(RunPhase.CREATED, Routine.EMPTY, false);
  }

  /// Adds work of the run loop's own.
  void add(KernelWork item) {
    closeRun();
    work.add(item);
  }

  boolean hasWork() {
    return !work.isEmpty() || gatheredFrom != NOTHING;
  }

  /// The work that has gathered, which the walk then forgets.
  List<KernelWork> takeWork() {
    closeRun();
    List<KernelWork> taken = work;
    work = new ArrayList<>();
    controls = false;
    return taken;
  }

  /// The PE has answered: what waited for that is carried out now.
  void answered(Steps steps) {
    for (KernelStep step : deferred) {
      steps.perform(step);
    }
    deferred.clear();
  }

  /// Walks on until the PE must do its part; says whether the end of the routine is reached.
  boolean advance(Steps steps) {
    while (position < routine.size()) {
      if (stepwise && hasWork()) {
        return false;
      }
      Moves moves = routine.movesAt(position);
      if (moves != null && !stepwise && gather(moves)) {
        continue;
      }
      int at = position;
      Routine in = routine;
      boolean walked =
          switch (routine.get(position)) {
            case Instruction.Move move -> gathered(move(move.target(), move.from()));
            case Instruction.Prepared(_, PeOperation operation) -> gathered(note(operation));
            case Instruction.Compute compute -> gathered(close(compute));
            case Instruction.AssignSaved assign -> assign(assign);
            case Instruction.BranchUnless branch -> branch(branch);
            case Instruction.Jump jump -> {
              jump(jump.target());
              yield true;
            }
            case Instruction.Step(_, KernelStep step) -> step(step, steps);
            case Instruction.Boundary _ -> boundary();
          };
      if (!walked) {
        return false;
      }
      if (stepwise) {
        steps.passed(in.get(at).source());
      }
    }
    return true;
  }

  /// Goes past an instruction of the PE's, if it could be taken.
  private boolean gathered(boolean taken) {
    if (taken) {
      gatheredFrom = gatheredFrom == NOTHING ? position : gatheredFrom;
      gatheredTo = ++position;
    }
    return taken;
  }

  private boolean gather(Moves moves) {
    if (moves.inputs().length > 0) {
      if (saved.awaitsAnything() || (controls && saved.isShared(moves.inputs()))) {
        return false;
      }
      inputs.addAll(saved.saved(), moves.inputs());
    }
    saved.await(moves.reports());
    gatheredFrom = gatheredFrom == NOTHING ? position : gatheredFrom;
    position += moves.size();
    gatheredTo = position;
    return true;
  }

  private boolean move(Storage target, Storage from) {
    if (from.owner() == Owner.VCPU) {
      return input(from.register());
    }
    if (target.owner() == Owner.VCPU) {
      saved.await(target.register());
    }
    return true;
  }

  private boolean input(SysReg register) {
    if (saved.isAwaited(register) || (controls && saved.isShared(register))) {
      return false;
    }
    inputs.accept(saved.saved().read(register));
    return true;
  }

  private boolean close(Instruction.Compute compute) {
    PeOperation operation = compute.close(saved);
    boolean shared = saved.takeReadShared();
    if (saved.takeReadAwaited() || (shared && controls)) {
      return false;
    }
    closed.add(operation);
    return note(operation);
  }

  private boolean note(PeOperation operation) {
    switch (operation) {
      case PeOperation.Report(SysReg register, _) -> saved.await(register);
      case PeOperation.Accumulate(SysReg register, _) -> saved.awaitMore(register);
      case PeOperation.Control _ -> controls = true;
      case PeOperation.WriteValue _, PeOperation.Write _, PeOperation.Fence _ -> {}
    }
    return true;
  }

  private boolean assign(Instruction.AssignSaved assign) {
    if (saved.awaitsAnything()) {
      return false;
    }
    assign.perform(saved);
    position++;
    return true;
  }

  private boolean branch(Instruction.BranchUnless branch) {
    boolean holds = branch.guard().holds(saved);
    if (saved.takeReadAwaited()) {
      return false;
    }
    if (holds) {
      position++;
    } else {
      jump(branch.target());
    }
    return true;
  }

  private boolean step(KernelStep step, Steps steps) {
    KernelWork onPe = steps.onPe(step);
    if (onPe != null) {
      add(onPe);
      position++;
      return true;
    }
    boolean outstanding = controls || saved.awaitsAnything();
    switch (steps.when(step)) {
      case AFTER_WORK -> {
        if (outstanding) {
          return false;
        }
      }
      case WITH_ANSWERS -> {
        if (outstanding) {
          deferred.add(step);
          position++;
          return true;
        }
      }
      case AT_ONCE -> {}
    }
    position++;
    steps.perform(step);
    return true;
  }

  /// Nothing is gathered over a boundary.
  private boolean boundary() {
    if (hasWork()) {
      return false;
    }
    position++;
    return true;
  }

  private void jump(int target) {
    closeRun();
    position = target;
  }

  private void closeRun() {
    if (gatheredFrom != NOTHING) {
      work.add(
          new KernelWork.ProgramRun(
              routine,
              gatheredFrom,
              gatheredTo,
              inputs.take(),
              closed.isEmpty() ? List.of() : closed,
              charged));
      closed = closed.isEmpty() ? closed : new ArrayList<>();
      gatheredFrom = NOTHING;
    }
  }
}
