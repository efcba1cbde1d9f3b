package io.interlock.hypervisor.pmu.uapi;

import io.interlock.hypervisor.uapi.Errno;

/// What a request did.
///
/// @param vm what is settled afterwards; the same as before if it was refused
/// @param result 0, or the negative number of an error
public record Reply(VmPmu vm, int result) {

  static Reply done(VmPmu vm) {
    return new Reply(vm, 0);
  }

  static Reply refused(VmPmu vm, Errno errno) {
    return new Reply(vm, errno.result());
  }
}
