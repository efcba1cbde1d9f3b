package io.interlock.hypervisor.program.source;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The names that a program may use besides registers and fields: what the run loop and the host
/// offer.
///
/// @param features conditions fixed for a host and VM, such as `vhe`
/// @param constants numbers fixed for a host and VM, such as the mask `guest`
/// @param liveValues numbers that the vCPU thread knows only when it gets there, such as
///     `list-registers-used`
/// @param steps kernel steps that the run loop carries out, such as `vgic-flush`
/// @param interrupts names for `on irq`
/// @param accesses names for `on write` and `on read`
public record Vocabulary(
    SortedSet<String> features,
    SortedSet<String> constants,
    SortedSet<String> liveValues,
    SortedSet<String> steps,
    SortedSet<String> interrupts,
    SortedSet<String> accesses) {

  public Vocabulary {
    features = sorted(features);
    constants = sorted(constants);
    liveValues = sorted(liveValues);
    steps = sorted(steps);
    interrupts = sorted(interrupts);
    accesses = sorted(accesses);
  }

  public static Vocabulary of(
      Collection<String> features,
      Collection<String> constants,
      Collection<String> liveValues,
      Collection<String> steps,
      Collection<String> interrupts,
      Collection<String> accesses) {
    return new Vocabulary(
        sorted(features),
        sorted(constants),
        sorted(liveValues),
        sorted(steps),
        sorted(interrupts),
        sorted(accesses));
  }

  /// Sorted, so that the nearest name of a misspelt one is the same on every machine.
  private static SortedSet<String> sorted(Collection<String> names) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }
}
