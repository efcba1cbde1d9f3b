package io.interlock.hypervisor.uapi;

/// The errors with which KVM refuses a request, and their numbers on Linux.
public enum Errno {
  /// Not permitted in this state.
  EPERM(1),
  /// There is no such feature or register.
  ENOENT(2),
  /// A signal came first.
  EINTR(4),
  /// The VM is dead: no call to it works any more.
  EIO(5),
  /// There is no such thing as was named, or something that must come first has not.
  ENXIO(6),
  /// Beyond what the guest's physical addresses reach.
  E2BIG(7),
  /// The vCPU cannot run as it is configured.
  ENOEXEC(8),
  /// There is no such file descriptor.
  EBADF(9),
  /// There is no memory, or no more may be had.
  ENOMEM(12),
  /// User space's memory cannot be reached.
  EFAULT(14),
  /// Too late, or done already.
  EBUSY(16),
  /// Something else has it.
  EEXIST(17),
  /// The vCPU lacks the feature, or the host what it needs.
  ENODEV(19),
  /// Not a possible value.
  EINVAL(22);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /// The name of the error with that result of a system call, `-EINVAL`; the number itself if it is
  /// none of these.
  public static String named(int result) {
    for (Errno errno : values()) {
      if (errno.result() == result) {
        return "-" + errno.name();
      }
    }
    return String.valueOf(result);
  }

  /// What the system call returns: the negative number.
  public int result() {
    return -number;
  }
}
