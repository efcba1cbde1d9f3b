package io.interlock.hypervisor.program;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a bound program does at one point: instructions to be carried out from the first to behind
/// the last, branches aside. Branches only go forward, so every routine ends.
public final class Routine {
  /// Does nothing.
  public static final Routine EMPTY = new Routine(List.of());

  // An array, because every vCPU and every PE goes through it several times a guest tick.
  private final transient Instruction[] instructions;
  private final transient @Nullable Moves[] moves;

  // Stands for the instructions where states are compared.
  private final long fingerprint;

  public Routine(List<Instruction> instructions) {
    this.instructions = instructions.toArray(Instruction[]::new);
    this.moves = Moves.in(this.instructions);
    this.fingerprint = fingerprint(toString());
  }

  /// FNV-1a (Fowler, Noll, Vo), equal in every JVM.
  private static long fingerprint(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /// All instructions, in order.
  public List<Instruction> instructions() {
    return List.of(instructions);
  }

  public int size() {
    return instructions.length;
  }

  public Instruction get(int index) {
    return instructions[index];
  }

  /// The moves that begin at `index`, or null.
  public @Nullable Moves movesAt(int index) {
    return moves[index];
  }

  /// Carries the whole routine out at once, CPU and vCPU side by side.
  ///
  /// For callers to whom nothing can happen in between: a region that is one delivery, and tests.
  /// Barriers and controls go to `steps` like kernel steps do.
  public void run(PeRegisters pe, VcpuContext vcpu, StepRunner steps) {
    int next = 0;
    while (next < instructions.length) {
      Instruction instruction = instructions[next];
      next++;
      switch (instruction) {
        case Instruction.OnPe onPe -> runOnPe(onPe.close(vcpu), pe, vcpu, steps);
        case Instruction.AssignSaved assign -> assign.perform(vcpu);
        case Instruction.Step step -> steps.step(step.step());
        case Instruction.Boundary _ -> {}
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
      case PeOperation.Accumulate more ->
          vcpu.saved().assign(more.saved(), vcpu.saved().read(more.saved()) | more.perform(pe));
      case PeOperation.Fence fence -> steps.fence(fence.barrier());
      case PeOperation.Control control -> steps.control(control);
      case PeOperation.WriteValue write -> write.perform(pe);
      case PeOperation.Write write -> write.perform(pe);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Routine routine
        && fingerprint == routine.fingerprint
        && Arrays.equals(instructions, routine.instructions);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(fingerprint);
  }

  @Override
  public String toString() {
    return Arrays.toString(instructions);
  }
}
