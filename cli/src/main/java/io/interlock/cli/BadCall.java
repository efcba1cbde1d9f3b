package io.interlock.cli;

import io.interlock.hardware.text.OneLine;
import java.io.Serial;

/// The call is wrong. The message is one line: what, and what is allowed.
final class BadCall extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BadCall(String what, String allowed) {
    this(what + "; allowed: " + allowed);
  }

  BadCall(String line) {
    super(OneLine.of(line));
  }
}
