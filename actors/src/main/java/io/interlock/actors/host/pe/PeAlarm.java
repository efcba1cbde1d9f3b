package io.interlock.actors.host.pe;

/// What a PE sets alarms for.
enum PeAlarm {
  /// The EL1 virtual timer reaches its compare value.
  VIRTUAL_TIMER,
  /// The EL1 physical timer reaches its compare value.
  PHYSICAL_TIMER,
  /// A timer of a guest that KVM emulates is due.
  EMULATED_TIMER,
  /// The guest is done with what it computes.
  GUEST,
  /// A counter is about to overflow.
  COUNTER,
  /// perf events that wait have their turn.
  ROTATION,
  /// The host begins or ends to count something with perf.
  PERF_SESSION,
  /// The host begins or ends to sample itself.
  PROFILING_SESSION,
  /// The profiling buffer may have an event.
  BUFFER,
  /// The slice of the current thread ends.
  SLICE,
  /// The current thread may have outgrown a small PE (`update_misfit_status`).
  LOAD
}
