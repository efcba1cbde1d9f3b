package io.interlock.hypervisor.guest;

import io.interlock.hardware.timer.GuestTimer;
import io.interlock.hypervisor.guest.GuestCode.Instruction;
import io.interlock.hypervisor.guest.GuestOperation.Compute;
import io.interlock.hypervisor.guest.GuestOperation.Elementary;
import io.interlock.hypervisor.guest.GuestOperation.EndOfInterrupt;
import io.interlock.hypervisor.guest.GuestOperation.Forever;
import io.interlock.hypervisor.guest.GuestOperation.PowerOff;
import io.interlock.hypervisor.guest.GuestOperation.RearmTimer;
import io.interlock.hypervisor.guest.GuestOperation.Repeat;
import io.interlock.hypervisor.guest.GuestOperation.ReturnFromInterrupt;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Lays a [GuestProgram] out as [GuestCode].
final class GuestAssembler {
  // Handlers count in slots behind those of the body, which may be in a loop when they begin.
  private static final int HANDLER_SLOT = GuestCode.NESTING_MAX;

  private final List<Instruction> code = new ArrayList<>();

  static GuestCode assemble(GuestProgram program) {
    GuestAssembler assembler = new GuestAssembler();
    assembler.appendAll(program.body(), 0, GuestCode.NESTING_MAX);
    assembler.append(new PowerOff());
    Map<InterruptKind, Integer> handlers = new EnumMap<>(InterruptKind.class);
    for (InterruptKind kind : InterruptKind.values()) {
      handlers.put(kind, assembler.code.size());
      assembler.appendHandler(kind, program.handler(kind));
    }
    Map<Integer, Integer> ofInterrupts = new TreeMap<>();
    for (var single : new TreeMap<>(program.ofInterrupts()).entrySet()) {
      ofInterrupts.put(single.getKey(), assembler.code.size());
      assembler.appendHandler(InterruptKind.DEVICE, single.getValue());
    }
    int slots = HANDLER_SLOT + GuestCode.NESTING_MAX;
    return new GuestCode(program, assembler.code, handlers, ofInterrupts, slots);
  }

  private void appendHandler(InterruptKind kind, InterruptHandler handler) {
    if (handler.cycles() != 0) {
      append(new Compute(handler.cycles()));
    }
    appendAll(handler.operations(), HANDLER_SLOT, HANDLER_SLOT + GuestCode.NESTING_MAX);
    switch (kind) {
      case TIMER -> code.add(new Instruction.AnswerTimer(GuestTimer.VIRTUAL));
      case PHYSICAL_TIMER -> code.add(new Instruction.AnswerTimer(GuestTimer.PHYSICAL));
      case SGI, PMU, PROFILING, DEVICE -> {}
    }
    append(handler.endsItself() ? new ReturnFromInterrupt() : new EndOfInterrupt());
  }

  private void appendAll(List<GuestOperation> operations, int slot, int slotEnd) {
    for (int i = 0; i < operations.size(); i++) {
      GuestOperation operation = operations.get(i);
      if (operation instanceof Forever && i + 1 < operations.size()) {
        throw new IllegalArgumentException(
            "nothing is reached after a loop that never ends: "
                + GuestText.print(operations.get(i + 1)));
      }
      append(operation, slot, slotEnd);
    }
  }

  private void append(GuestOperation operation, int slot, int slotEnd) {
    switch (operation) {
      case GuestOperation.Profiler(var task) -> code.add(new Instruction.Profile(task));
      case RearmTimer _, EndOfInterrupt _, ReturnFromInterrupt _ ->
          throw new IllegalArgumentException(
              GuestText.print(operation) + " is done by interrupt handlers on their own");
      case Elementary elementary -> append(elementary);
      case Repeat(var times, var body) -> {
        checkNesting(slot, slotEnd);
        code.add(new Instruction.EnterLoop(slot, times));
        int start = code.size();
        appendAll(body, slot + 1, slotEnd);
        code.add(new Instruction.CountPass(slot, start));
      }
      case Forever(var body) -> {
        checkNesting(slot, slotEnd);
        int start = code.size();
        appendAll(body, slot + 1, slotEnd);
        code.add(new Instruction.GoBack(start));
      }
    }
  }

  private void append(Elementary operation) {
    code.add(new Instruction.Execute(operation));
  }

  private static void checkNesting(int slot, int slotEnd) {
    if (slot == slotEnd) {
      throw new IllegalArgumentException(
          "loops are nested too deep, allowed are " + GuestCode.NESTING_MAX + " levels");
    }
  }
}
