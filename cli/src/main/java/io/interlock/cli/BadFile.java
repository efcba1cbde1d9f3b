package io.interlock.cli;

import java.io.Serial;

/// A file is wrong; the message is the whole line for the user, beginning with the place.
final class BadFile extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BadFile(String message) {
    super(message);
  }
}
