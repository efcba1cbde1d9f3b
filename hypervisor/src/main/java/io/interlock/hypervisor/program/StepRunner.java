package io.interlock.hypervisor.program;

import io.interlock.hypervisor.program.source.Barrier;

/// Carries out what a routine asks for besides register accesses.
public interface StepRunner {

  void step(KernelStep step);

  default void fence(Barrier barrier) {}

  default void control(PeOperation.Control control) {}
}
