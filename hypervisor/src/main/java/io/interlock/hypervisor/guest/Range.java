package io.interlock.hypervisor.guest;

/// Numbers that a user may give, with the error for those outside.
record Range(String what, long min, long max) {
  long check(long value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s is %d, allowed are %d to %d".formatted(what, value, min, max));
    }
    return value;
  }
}
