package io.interlock.hypervisor.program;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A step of KVM's run loop that touches more than registers: what `do` names in a program.
public enum KernelStep {
  SHADOW_MMU_LOAD,
  SHADOW_MMU_PUT,
  VMID,
  VMID_RELEASE,
  FLUSH_CONTEXT,
  SET_CPU,
  CLEAR_CPU,
  SET_RUNNING,
  CLEAR_RUNNING,
  VGIC_LOAD,
  VGIC_PUT,
  VGIC_FLUSH,
  VGIC_SYNC,
  TIMER_LOAD,
  TIMER_PUT,
  TIMER_SYNC,
  FP_LOAD,
  FP_PUT,
  FP_FLUSH,
  FP_SYNC,
  FP_GUEST,
  FP_HOST,
  PMU_FLUSH,
  PMU_SYNC,
  PMU_FILTERS_GUEST,
  PMU_FILTERS_HOST,
  PMU_EVENTS_COPY,
  PMU_RESERVE,
  PMU_RELEASE,
  PMU_EVENT_FILTER,
  PMU_REQUEST,
  PMU_RECORD,
  PMU_UNBLOCK,
  PMU_OWN,
  PMU_LINE,
  PMU_LINE_RECORDED,
  PMU_LINE_HARDWARE,
  PERF_LOCK,
  PERF_UNLOCK,
  SPE_FLUSH,
  SPE_SYNC,
  SPE_REQUEST,
  STEAL_TIME,
  WFX_TRAPS,
  PAUTH_TRAPS,
  DEBUG_FLAGS,
  DEBUG_FLAGS_CLEAR,
  DEBUG_SETUP,
  DEBUG_CLEAR,
  DEBUG_GUEST,
  DEBUG_HOST,
  UNSUPPORTED_CHECK,
  UNSUPPORTED_CLEAR,
  MODE_IN_GUEST,
  MODE_OUTSIDE,
  CHECK_REQUESTS,
  GUEST_TIMING_ON,
  GUEST_TIMING_OFF,
  PENDING_EXCEPTION,
  ENTER_GUEST,
  EXTENSIONS,
  GUEST_LEFT,
  IRQ_WINDOW,
  HANDLE_EXIT_EARLY;

  private static final Map<String, KernelStep> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(KernelStep::toString, Function.identity()));

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /// The names of all steps, as programs write them.
  public static List<String> names() {
    return Arrays.stream(values()).map(KernelStep::toString).toList();
  }

  /// The step with that name, which is one of [#names].
  public static KernelStep named(String name) {
    KernelStep step = BY_NAME.get(name);
    if (step == null) {
      throw new IllegalArgumentException("no kernel step is named " + name);
    }
    return step;
  }

  /// As programs write it.
  @Override
  public String toString() {
    return text;
  }
}
