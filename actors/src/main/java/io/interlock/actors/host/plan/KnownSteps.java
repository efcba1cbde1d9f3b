package io.interlock.actors.host.plan;

import static io.interlock.hypervisor.program.KernelStep.CHECK_REQUESTS;
import static io.interlock.hypervisor.program.KernelStep.CLEAR_CPU;
import static io.interlock.hypervisor.program.KernelStep.ENTER_GUEST;
import static io.interlock.hypervisor.program.KernelStep.IRQ_WINDOW;
import static io.interlock.hypervisor.program.KernelStep.MODE_IN_GUEST;
import static io.interlock.hypervisor.program.KernelStep.MODE_OUTSIDE;
import static io.interlock.hypervisor.program.KernelStep.PERF_LOCK;
import static io.interlock.hypervisor.program.KernelStep.PERF_UNLOCK;
import static io.interlock.hypervisor.program.KernelStep.PMU_EVENTS_COPY;
import static io.interlock.hypervisor.program.KernelStep.PMU_FILTERS_GUEST;
import static io.interlock.hypervisor.program.KernelStep.PMU_FILTERS_HOST;
import static io.interlock.hypervisor.program.KernelStep.PMU_FLUSH;
import static io.interlock.hypervisor.program.KernelStep.PMU_OWN;
import static io.interlock.hypervisor.program.KernelStep.PMU_RELEASE;
import static io.interlock.hypervisor.program.KernelStep.PMU_RESERVE;
import static io.interlock.hypervisor.program.KernelStep.PMU_SYNC;
import static io.interlock.hypervisor.program.KernelStep.SET_CPU;
import static io.interlock.hypervisor.program.KernelStep.SPE_SYNC;
import static io.interlock.hypervisor.program.KernelStep.TIMER_LOAD;
import static io.interlock.hypervisor.program.KernelStep.TIMER_PUT;
import static io.interlock.hypervisor.program.KernelStep.UNSUPPORTED_CHECK;
import static io.interlock.hypervisor.program.KernelStep.VGIC_FLUSH;
import static io.interlock.hypervisor.program.KernelStep.VGIC_SYNC;

import io.interlock.hypervisor.program.KernelStep;
import java.util.Set;

/// The kernel steps that programs name with `do` and that do something on a host.
///
/// A step that is not here concerns what the host does not have, or is part of a cost; such steps
/// are taken out of the programs when they are bound.
final class KnownSteps {
  /// Those of every host.
  static final Set<KernelStep> OF_ALL =
      Set.of(
          ENTER_GUEST,
          IRQ_WINDOW,
          VGIC_FLUSH,
          VGIC_SYNC,
          TIMER_LOAD,
          TIMER_PUT,
          MODE_IN_GUEST,
          MODE_OUTSIDE,
          UNSUPPORTED_CHECK,
          CHECK_REQUESTS,
          SET_CPU,
          CLEAR_CPU);

  /// Those where perf counts, for guests with emulated PMUs or for the host.
  static final Set<KernelStep> OF_PERF =
      Set.of(PMU_FLUSH, PMU_SYNC, PMU_FILTERS_GUEST, PMU_FILTERS_HOST, PMU_EVENTS_COPY);

  /// Those where guests have counters of their own.
  static final Set<KernelStep> OF_MONITORS =
      Set.of(PMU_FLUSH, PMU_SYNC, PMU_RESERVE, PMU_RELEASE, PMU_OWN, PERF_LOCK, PERF_UNLOCK);

  /// Those where guests have SPE.
  static final Set<KernelStep> OF_PROFILING = Set.of(SPE_SYNC);

  private KnownSteps() {}
}
