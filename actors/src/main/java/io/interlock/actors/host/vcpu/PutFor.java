package io.interlock.actors.host.vcpu;

/// Why a vCPU is put.
enum PutFor {
  /// Its thread makes way for another.
  PREEMPTION,
  /// Its thread goes to sleep.
  BLOCKING,
  /// It must not run: it is off, or held still.
  REST,
  /// It begins anew, which is done to its state in memory.
  RESET,
  /// KVM_RUN comes back.
  USER_SPACE
}
