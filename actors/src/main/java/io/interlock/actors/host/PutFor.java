package io.interlock.actors.host;

/// Why a vCPU is put.
enum PutFor {
  /// Its thread makes way for another.
  PREEMPTION,
  /// Its thread goes to sleep.
  BLOCKING,
  /// KVM_RUN comes back.
  USER_SPACE
}
