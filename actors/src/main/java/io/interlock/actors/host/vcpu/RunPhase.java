package io.interlock.actors.host.vcpu;

/// Where the thread of a vCPU is in its run loop.
enum RunPhase {
  /// KVM_RUN has not been called yet.
  CREATED,
  /// The first run asks the virtual machine for its configuration.
  CONFIGURING,
  /// Runnable, without a PE.
  WAITING,
  /// In `vcpu_load`.
  LOADING,
  /// Preempted in the middle of a `vcpu_load` that allows it; goes on there, wherever that is then.
  INTERRUPTED,
  /// From preemptible code to the guest.
  ENTERING,
  /// In the guest, or on the way from there to preemptible code.
  LEAVING,
  /// After an exit, on the way to give the guest its performance counters.
  CLAIMING,
  /// The entry was called off.
  CANCELLING,
  /// Waits until its SGIs are queued.
  SENDING,
  /// In `vcpu_put`.
  PUTTING,
  /// Asleep until an interrupt is pending.
  BLOCKED,
  /// Asleep until it is on and nobody holds it still.
  RESTING,
  /// In user space, or on the way there.
  USER,
  /// The thread has ended.
  ENDED;

  /// Whether the thread is in the guest, or comes by the decision to enter it before anything else.
  boolean passesEntry() {
    return switch (this) {
      case LOADING, INTERRUPTED, ENTERING, LEAVING, CLAIMING, CANCELLING -> true;
      case CREATED, CONFIGURING, WAITING, SENDING, PUTTING, BLOCKED, RESTING, USER, ENDED -> false;
    };
  }

  /// Whether the PE, in this phase, begins with what the last exit has left to do.
  boolean doesWhatIsLeft() {
    return this == ENTERING || this == LEAVING || this == CANCELLING;
  }

  /// Whether KVM_RUN is not being called.
  boolean isOutsideRun() {
    return this == CREATED || this == USER || this == ENDED;
  }

  /// Whether the host's scheduler knows of a thread.
  boolean hasThread() {
    return this != CREATED && this != CONFIGURING && this != ENDED;
  }
}
