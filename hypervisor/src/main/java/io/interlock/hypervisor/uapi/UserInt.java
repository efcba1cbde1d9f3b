package io.interlock.hypervisor.uapi;

/// A number in user space's memory, to which an attribute points.
public sealed interface UserInt {
  /// It can be read and written.
  record Of(long value) implements UserInt {}

  /// The address is no good: `get_user` and `put_user` fail.
  record Unreachable() implements UserInt {}

  /// A number that can be reached.
  static UserInt of(long value) {
    return new Of(value);
  }
}
