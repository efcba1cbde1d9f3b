package io.interlock.hypervisor.kvm.transcript;

import io.interlock.hypervisor.kvm.KvmHost;
import io.interlock.hypervisor.kvm.KvmVm;
import io.interlock.hypervisor.kvm.RunOutcome;
import io.interlock.hypervisor.uapi.Errno;

/// The VM that the lines of a transcript are about at the moment.
final class Session {
  private static final int ERRNO_MAX = 4095;
  private static final int DECIMAL_MAX = 1023;

  private final KvmHost host;
  private KvmVm vm;

  Session(KvmHost host) {
    this.host = host;
    vm = new KvmVm(host);
  }

  KvmVm vm() {
    return vm;
  }

  /// `KVM_CREATE_VM`; whatever was before is forgotten.
  void createVm(int ipaBits) {
    vm = new KvmVm(host.withIpaBits(ipaBits));
  }

  /// As [#createVm(int)], with the host's own size.
  void createVm() {
    vm = new KvmVm(host);
  }

  /// How many ticks of the system counter that long is.
  long ticks(long picos) {
    long ticks = host.counter().count(Math.abs(picos));
    return picos < 0 ? -ticks : ticks;
  }

  /// Why a guest does not run; empty if it does.
  static String entered(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Refused(int result) -> result(result);
      case RunOutcome.Sleeps _ -> "sleeps";
      case RunOutcome.WakesUp _ -> "KVM_SYSTEM_EVENT_WAKEUP";
      case RunOutcome.Runs _ -> "";
    };
  }

  /// What a call returned.
  static String result(long value) {
    return isError(value) ? Errno.named((int) value) : number(value);
  }

  /// What a call returned that reads a register.
  static String register(long value) {
    return isError(value) ? Errno.named((int) value) : bits(value);
  }

  private static boolean isError(long value) {
    return value < 0 && value >= -ERRNO_MAX;
  }

  /// A value: small ones in decimal.
  static String number(long value) {
    return value >= -1 && value <= DECIMAL_MAX ? Long.toString(value) : bits(value);
  }

  private static String bits(long value) {
    return "0x" + Long.toHexString(value);
  }
}
