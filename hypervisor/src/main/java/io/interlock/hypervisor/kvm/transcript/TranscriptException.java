package io.interlock.hypervisor.kvm.transcript;

import java.io.Serial;

/// A transcript that cannot be read. The message is one line: where, what, what is allowed.
public final class TranscriptException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TranscriptException(String place, String what, String allowed) {
    super(place + ": " + what + "; allowed: " + allowed);
  }
}
