package io.interlock.hypervisor.guest;

import io.interlock.hardware.spe.InstructionMix;
import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.vcpu.PsciFunction;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [GuestProgram] laid out flat: the body, then one handler per kind of interrupt, and those of
/// single interrupts.
///
/// Immutable and shared by all vCPUs that run it. Every loop contains an elementary operation, so a
/// cursor always finds the next one after a few steps.
public final class GuestCode {
  /// How deep loops may be nested.
  public static final int NESTING_MAX = 8;

  /// Where the body begins.
  static final int START = 0;

  /// One place in the code.
  sealed interface Instruction {
    /// Perform this.
    record Execute(Elementary operation) implements Instruction {}

    /// In a timer's handler: set it again if it is periodic, else stop it; or leave it as it is.
    record AnswerTimer(GuestTimer timer) implements Instruction {}

    /// The SPE driver does this.
    record Profile(ProfilerTask task) implements Instruction {}

    /// Begin to count in `slot`.
    record EnterLoop(int slot, long times) implements Instruction {}

    /// One pass is done: go back to `start` while passes are left.
    record CountPass(int slot, int start) implements Instruction {}

    /// Go back to `start`.
    record GoBack(int start) implements Instruction {}
  }

  private final GuestProgram program;
  private final Instruction[] instructions;
  private final Map<InterruptKind, Integer> handlers;

  /// Of single interrupts by INTID; null where all of a kind are alike.
  private final @Nullable Map<Integer, Integer> ofInterrupts;

  private final int slots;
  private final boolean usesDistributor;

  GuestCode(
      GuestProgram program,
      List<Instruction> instructions,
      Map<InterruptKind, Integer> handlers,
      Map<Integer, Integer> ofInterrupts,
      int slots) {
    this.program = program;
    this.instructions = instructions.toArray(Instruction[]::new);
    this.handlers = new EnumMap<>(handlers);
    this.ofInterrupts = ofInterrupts.isEmpty() ? null : Map.copyOf(ofInterrupts);
    this.slots = slots;
    this.usesDistributor = instructions.stream().anyMatch(GuestCode::isOfDistributor);
  }

  private static boolean isOfDistributor(Instruction instruction) {
    return instruction instanceof Instruction.Execute(GuestOperation.OfGic access)
        && (access.register().distributor() || access.owner() != GuestOperation.OfGic.OWN);
  }

  /// Whether it reaches for the GIC's distributor, or for the redistributor of a vCPU by its
  /// affinity.
  public boolean usesDistributor() {
    return usesDistributor;
  }

  /// The name of the program.
  public String name() {
    return program.name();
  }

  /// What its stretches of computing consist of, for those who sample it.
  public InstructionMix sampled() {
    return program.sampled();
  }

  /// Operations between the samples that its driver asks for.
  public long period() {
    return program.profiler().periodOperations();
  }

  /// How its driver profiles.
  ProfilerSettings profiler() {
    return program.profiler();
  }

  /// What happens while it computes.
  GuestMix mix() {
    return program.mix();
  }

  /// Whether it may turn on a vCPU that is off.
  public boolean turnsOn() {
    return Arrays.stream(instructions)
        .anyMatch(
            one ->
                one instanceof Instruction.Execute(GuestOperation.PsciCall(var function, _, _))
                    && (function == PsciFunction.CPU_ON || function == PsciFunction.SYSTEM_RESET));
  }

  Instruction at(int position) {
    return instructions[position];
  }

  int handlerOf(InterruptKind kind, int intid) {
    Map<Integer, Integer> single = ofInterrupts;
    Integer own = single == null ? null : single.get(intid);
    return own != null ? own : handlers.getOrDefault(kind, START);
  }

  /// How many loops may be counting at a time.
  int slots() {
    return slots;
  }
}
