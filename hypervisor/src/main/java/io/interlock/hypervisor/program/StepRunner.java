package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Barrier;

/// Carries out what a routine asks for besides register accesses.
public interface StepRunner {

  /// A kernel step of the vocabulary.
  void step(String name);

  default void fence(Barrier barrier) {}

  default void control(PeOperation.Control control) {}
}
