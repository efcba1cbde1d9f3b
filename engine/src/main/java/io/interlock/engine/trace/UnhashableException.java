package io.interlock.engine.trace;

/// A state holds something that has no stable hash.
public final class UnhashableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnhashableException(String message) {
    super(message);
  }
}
