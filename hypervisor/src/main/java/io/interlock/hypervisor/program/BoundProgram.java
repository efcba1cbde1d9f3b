package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.HookPoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program for one host and VM. What happens at each point of a vCPU's life is a routine, without
/// instructions where the program has no hook. What happens at the other points is a matter of the
/// run loop, unless the program has a hook for it.
public final class BoundProgram {
  private final Map<HookPoint, Map<String, Routine>> routines;

  /// @param routines by their points, and what they are about where there are several at one
  BoundProgram(Map<HookPoint, Map<String, Routine>> routines) {
    this.routines = new EnumMap<>(HookPoint.class);
    routines.forEach((point, all) -> this.routines.put(point, Map.copyOf(all)));
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

  /// What happens when the guest first accesses a PMU that is not its own yet, or null if it always
  /// is.
  public @Nullable Routine claim() {
    return find(HookPoint.CLAIM, "");
  }

  /// How the level of the guest's PMU interrupt is found, or null.
  public @Nullable Routine line() {
    return find(HookPoint.LINE, "");
  }

  /// For the interrupt with that name in the vocabulary, or null.
  public @Nullable Routine irq(String interrupt) {
    return find(HookPoint.IRQ, interrupt);
  }

  /// What a trapped write of these registers does to hardware, or null.
  public @Nullable Routine write(String accesses) {
    return find(HookPoint.WRITE, accesses);
  }

  /// What a trapped read of these registers finds, or null.
  public @Nullable Routine read(String accesses) {
    return find(HookPoint.READ, accesses);
  }

  private Routine at(HookPoint point) {
    Routine routine = find(point, "");
    return routine == null ? Routine.EMPTY : routine;
  }

  private @Nullable Routine find(HookPoint point, String subject) {
    return routines.getOrDefault(point, Map.of()).get(subject);
  }
}
