package io.interlock.hypervisor.guest;

import io.interlock.hardware.spe.InstructionMix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A program for one vCPU; several may run the same.
///
/// @param body what it does from reset on; at the end it turns itself off
/// @param handlers what it does upon interrupts; kinds left out have [InterruptHandler#defaultOf]
/// @param ofInterrupts what it does upon single ones, by INTID, in place of that
/// @param mix what happens while it computes
/// @param sampled what its stretches of computing consist of, for those who sample it
/// @param profiler how it samples itself, if it does
public record GuestProgram(
    String name,
    List<GuestOperation> body,
    Map<InterruptKind, InterruptHandler> handlers,
    Map<Integer, InterruptHandler> ofInterrupts,
    GuestMix mix,
    InstructionMix sampled,
    ProfilerSettings profiler) {

  public GuestProgram {
    body = List.copyOf(body);
    handlers = Map.copyOf(handlers);
    ofInterrupts = Map.copyOf(ofInterrupts);
  }

  /// A program in which all interrupts of a kind are alike.
  public GuestProgram(
      String name,
      List<GuestOperation> body,
      Map<InterruptKind, InterruptHandler> handlers,
      GuestMix mix,
      InstructionMix sampled,
      ProfilerSettings profiler) {
    this(name, body, handlers, Map.of(), mix, sampled, profiler);
  }

  public GuestProgram(
      String name, List<GuestOperation> body, Map<InterruptKind, InterruptHandler> handlers) {
    this(name, body, handlers, GuestMix.PLAIN);
  }

  /// A program with the instructions of any ordinary one, for those who sample it.
  public GuestProgram(
      String name,
      List<GuestOperation> body,
      Map<InterruptKind, InterruptHandler> handlers,
      GuestMix mix) {
    this(name, body, handlers, mix, InstructionMix.ORDINARY, ProfilerSettings.usual(1024));
  }

  public GuestProgram(String name, List<GuestOperation> body) {
    this(name, body, Map.of());
  }

  /// The same, where other things happen while it computes.
  public GuestProgram withMix(GuestMix other) {
    return new GuestProgram(name, body, handlers, ofInterrupts, other, sampled, profiler);
  }

  /// The same with other handlers: those given are added, and replace what is there.
  public GuestProgram withHandlers(
      Map<InterruptKind, InterruptHandler> ofKinds, Map<Integer, InterruptHandler> ofNumbers) {
    Map<InterruptKind, InterruptHandler> kinds = new HashMap<>(handlers);
    kinds.putAll(ofKinds);
    Map<Integer, InterruptHandler> numbers = new HashMap<>(ofInterrupts);
    numbers.putAll(ofNumbers);
    return new GuestProgram(name, body, kinds, numbers, mix, sampled, profiler);
  }

  public InterruptHandler handler(InterruptKind kind) {
    return handlers.getOrDefault(kind, InterruptHandler.defaultOf(kind));
  }

  /// The program in the form that a [GuestCursor] walks. Do this once, share the result.
  ///
  /// @throws IllegalArgumentException if loops are nested too deep or something can never be
  ///     reached
  public GuestCode compile() {
    return GuestAssembler.assemble(this);
  }
}
