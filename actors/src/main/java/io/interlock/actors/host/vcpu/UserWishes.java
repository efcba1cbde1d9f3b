package io.interlock.actors.host.vcpu;

import io.interlock.actors.host.RunExit;

/// What user space wants of the thread of a vCPU, and what the thread will answer.
final class UserWishes {
  /// KVM_RUN was called and has not come back.
  boolean run;

  /// The thread shall end.
  boolean quit;

  /// A signal is pending (TIF_SIGPENDING), so that KVM_RUN comes back with -EINTR.
  boolean signal;

  /// `kvm_run->immediate_exit`: the next KVM_RUN comes back before it enters the guest.
  boolean immediateExit;

  /// This KVM_RUN may enter the guest (`vcpu->wants_to_run`).
  boolean wantsToRun = true;

  /// The vCPU leaves the host: once its thread has ended nobody asks for it any more.
  boolean leave;

  /// User space has the mutex of the vCPU, without which KVM_RUN does not begin.
  boolean locked;

  /// KVM_RUN was called meanwhile, and waits.
  boolean runWaits;

  /// Why KVM_RUN comes back next.
  RunExit exit = new RunExit.Mmio();

  UserWishes copy() {
    UserWishes copy = new UserWishes();
    copy.run = run;
    copy.quit = quit;
    copy.signal = signal;
    copy.immediateExit = immediateExit;
    copy.wantsToRun = wantsToRun;
    copy.leave = leave;
    copy.locked = locked;
    copy.runWaits = runWaits;
    copy.exit = exit;
    return copy;
  }

  /// Whether put and load are part of the cost of a whole round trip to user space.
  boolean roundTrip(PutFor reason) {
    return reason == PutFor.USER_SPACE && exit instanceof RunExit.Mmio;
  }

  /// KVM_RUN is called: a signal that came before has been taken in user space.
  void runAgain() {
    run = true;
    signal = false;
    wantsToRun = !immediateExit;
    immediateExit = false;
  }

  /// Whether KVM_RUN must come back with -EINTR.
  boolean interrupts() {
    return signal || !wantsToRun;
  }

  /// Whether it does so now: what is left of the last exit is done first.
  boolean interrupts(BeforeEntry left) {
    return interrupts() && !left.awaitsAnswers() && left.work().isEmpty();
  }
}
