package io.interlock.hypervisor.program.source;

/// A program text that cannot be used. The message is one line: where, what was found, what is
/// allowed.
public final class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProgramException(Position at, String problem) {
    super(at + ": " + problem);
  }
}
