package io.interlock.cli;

/// What the exit status says.
final class ExitStatus {
  /// Done, and no property was broken.
  static final int OK = 0;

  /// A property was broken.
  static final int VIOLATION = 1;

  /// The input or the call is wrong.
  static final int BAD_CALL = 2;

  /// Interlock itself failed.
  static final int FAILURE = 3;

  /// The user interrupted it, with SIGINT or SIGTERM.
  static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
