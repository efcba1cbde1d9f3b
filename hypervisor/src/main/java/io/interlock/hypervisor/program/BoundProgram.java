package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.HookPoint;
import java.util.Map;

/// A program for one host and VM. A hook that the program does not have is a routine without
/// instructions.
public final class BoundProgram {
  private final Map<HookPoint, Routine> routines;
  private final Map<String, Routine> interrupts;

  BoundProgram(Map<HookPoint, Routine> routines, Map<String, Routine> interrupts) {
    this.routines = Map.copyOf(routines);
    this.interrupts = Map.copyOf(interrupts);
  }

  public Routine load() {
    return at(HookPoint.LOAD);
  }

  public Routine enter() {
    return at(HookPoint.ENTER);
  }

  public Routine cancel() {
    return at(HookPoint.CANCEL);
  }

  public Routine exit() {
    return at(HookPoint.EXIT);
  }

  public Routine put() {
    return at(HookPoint.PUT);
  }

  /// For the interrupt with that name in the vocabulary.
  public Routine irq(String interrupt) {
    return interrupts.getOrDefault(interrupt, Routine.EMPTY);
  }

  private Routine at(HookPoint point) {
    return routines.getOrDefault(point, Routine.EMPTY);
  }
}
