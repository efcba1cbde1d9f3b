package io.interlock.hypervisor.identity;

/// Which of two values of an ID register's field promises no more than the other (`enum ftr_type`).
enum SafeValue {
  /// The smaller one.
  LOWER,
  /// The bigger one.
  HIGHER,
  /// The bigger one, where 0 is the biggest.
  HIGHER_OR_ZERO,
  /// None: where two differ, a fixed value is.
  EXACT;

  /// The safe one of two different values (`arm64_ftr_safe_value`).
  ///
  /// @param fixed for [#EXACT]
  long of(long one, long other, long fixed) {
    return switch (this) {
      case LOWER -> Math.min(one, other);
      case HIGHER -> Math.max(one, other);
      case HIGHER_OR_ZERO -> one == 0 || other == 0 ? 0 : Math.max(one, other);
      case EXACT -> fixed;
    };
  }
}
