package io.interlock.hypervisor.kvm;

/// How far `KVM_RUN` comes.
public sealed interface RunOutcome {
  /// It fails.
  ///
  /// @param result the negative number of the error
  record Refused(int result) implements RunOutcome {}

  /// The vCPU is powered off: the call sleeps until somebody turns it on, or a signal comes.
  record Sleeps() implements RunOutcome {}

  /// The vCPU is suspended, and something has come that wakes it: user space decides whether it
  /// runs (`KVM_EXIT_SYSTEM_EVENT`).
  record WakesUp() implements RunOutcome {}

  /// The vCPU is in its guest.
  record Runs() implements RunOutcome {}
}
