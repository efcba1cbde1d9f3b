package io.interlock.hypervisor.spe;

import io.interlock.hypervisor.uapi.Errno;

/// What KVM answers to a request about a vCPU's SPE.
///
/// @param result of the system call: 0 or a negative error number
/// @param vm the configuration behind it; unchanged by an error
/// @param value what was read, where something was
public record SpeAnswer(int result, VmSpe vm, long value) {

  static SpeAnswer done(VmSpe vm) {
    return new SpeAnswer(0, vm, 0);
  }

  static SpeAnswer read(VmSpe vm, long value) {
    return new SpeAnswer(0, vm, value);
  }

  static SpeAnswer refused(VmSpe vm, Errno error) {
    return new SpeAnswer(error.result(), vm, 0);
  }
}
