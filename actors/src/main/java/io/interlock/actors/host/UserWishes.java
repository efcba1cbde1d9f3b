package io.interlock.actors.host;

/// What user space wants of the thread of a vCPU, and what the thread will answer.
final class UserWishes {
  /// KVM_RUN was called and has not come back.
  boolean run;

  /// The thread shall end.
  boolean quit;

  /// A signal is pending (TIF_SIGPENDING), so that KVM_RUN comes back with -EINTR.
  boolean signal;

  /// The vCPU leaves the host: once its thread has ended nobody asks for it any more.
  boolean leave;

  /// Why KVM_RUN comes back next.
  Vmm.RunExit exit = new Vmm.RunExit.Mmio();

  UserWishes copy() {
    UserWishes copy = new UserWishes();
    copy.run = run;
    copy.quit = quit;
    copy.signal = signal;
    copy.leave = leave;
    copy.exit = exit;
    return copy;
  }

  /// Whether a signal ends KVM_RUN now: what is left of the last exit is done first.
  boolean interrupts(BeforeEntry left) {
    return signal && !left.awaitsAnswers() && left.work().isEmpty();
  }
}
